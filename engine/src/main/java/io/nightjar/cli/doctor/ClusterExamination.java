package io.nightjar.cli.doctor;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.cli.Hints;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether the API server answers, and what it would forbid.
 *
 * @param name of the cluster, for people
 * @param wanted what Nightjar asks of the API server
 * @param hints of what to type
 */
record ClusterExamination(String name, KubernetesClient client, WantedAccess wanted, Hints hints)
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
    try {
      lines.addAll(new PermissionLines(client, wanted, hints).lines());
    } catch (KubernetesClientException e) {
      lines.add(
          Line.warn(
              "permissions",
              "the API server does not answer what it allows: " + e.getMessage(),
              "an action may fail for lack of a permission"));
    }
    return lines;
  }
}
