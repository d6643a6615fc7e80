package io.nightjar.cluster;

import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.config.Configuration;
import java.util.ArrayList;
import java.util.List;

/** What the API server has to allow Nightjar before it does anything, by what is turned on. */
public final class EngineAccess {

  /** To know pods, their owners and their places; by hand one of them is also looked up. */
  public static final List<Permission> WATCHING =
      List.of(
          new Permission("", "pods", List.of("get", "list", "watch")),
          new Permission("", "namespaces", List.of("get", "list", "watch")),
          new Permission("", "nodes", List.of("get", "list", "watch")),
          new Permission("apps", "replicasets", List.of("list", "watch")),
          new Permission("batch", "jobs", List.of("list", "watch")));

  /** For playbooks that name a Kubernetes event. */
  public static final List<Permission> EVENTS =
      List.of(new Permission("", "events", List.of("list", "watch")));

  private EngineAccess() {}

  /**
   * @param events whether a playbook in force names a Kubernetes event
   */
  public static List<Permission> always(Configuration configuration, boolean events) {
    List<Permission> needed = new ArrayList<>(WATCHING);
    if (events) {
      needed.addAll(EVENTS);
    }
    if (configuration.http().signIn().kubernetes().enabled()) {
      needed.addAll(IdentityReviews.NEEDED);
    }
    if (configuration.agents().listen() != null
        && !configuration.agents().serviceAccounts().isEmpty()) {
      needed.add(IdentityReviews.TOKENS);
    }
    return needed;
  }

  /**
   * The Role that lets Nightjar watch the ConfigMap that stops it, and no other.
   *
   * @param name of the Role
   * @param path of the ConfigMap, {@code namespace/name}
   */
  public static String killSwitchRole(String name, String path) {
    int slash = path.indexOf('/');
    return """
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata:
      name: %s
      namespace: %s
    rules:
      - apiGroups: [""]
        resources: ["configmaps"]
        resourceNames: ["%s"]
        verbs: ["get", "list", "watch"]
    """
        .formatted(name, path.substring(0, slash), path.substring(slash + 1));
  }
}
