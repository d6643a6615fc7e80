package io.nightjar.cli.doctor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.cluster.AccessQuestions;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the API server answers, and what it would forbid.
 *
 * @param name of the cluster, for people
 * @param needed what Nightjar asks of the API server
 */
record ClusterExamination(String name, KubernetesClient client, List<Permission> needed)
    implements Examination {

  @Override
  public List<Line> look() {
    List<Line> lines = new ArrayList<>();
    String version;
    try {
      version = client.getKubernetesVersion().getGitVersion();
    } catch (KubernetesClientException | NullPointerException e) {
      lines.add(
          Line.missing(
              "cluster",
              name + " at " + client.getMasterUrl() + " does not answer: " + e.getMessage(),
              "pods cannot be told from each other and nothing in the cluster can be contained;"
                  + " look at the network and the kubeconfig"));
      return lines;
    }
    lines.add(Line.ok("cluster", name + " at " + client.getMasterUrl() + ", " + version));
    lines.add(permissions());
    return lines;
  }

  private Line permissions() {
    List<String> forbidden;
    try {
      forbidden = new AccessQuestions(client).forbidden(needed);
    } catch (KubernetesClientException e) {
      return Line.warn(
          "permissions",
          "the API server does not answer what it allows: " + e.getMessage(),
          "an action may fail for lack of a permission");
    }
    return forbidden.isEmpty()
        ? Line.ok("permissions", "everything that the actions and their undo need")
        : Line.missing(
            "permissions",
            "not allowed: " + String.join(", ", forbidden),
            "actions that need these fail; type: ./nightjar actions rbac | kubectl apply -f -");
  }
}
