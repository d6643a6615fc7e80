package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.nightjar.actions.Target;
import java.util.ArrayList;
import java.util.List;

/** The role bindings of the whole cluster, each with what an edit of it needs. */
final class Bindings {
  private Bindings() {}

  /**
   * One binding as it was read.
   *
   * @param namespace empty for a ClusterRoleBinding
   */
  record Binding(String kind, String namespace, String name, String uid, ObjectNode json) {

    static Binding of(ObjectNode json, String kind) {
      return new Binding(
          kind,
          json.path("metadata").path("namespace").asText(),
          json.path("metadata").path("name").asText(),
          json.path("metadata").path("uid").asText(),
          json);
    }

    String describe() {
      return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + name;
    }

    /** {@code ClusterRole edit}. */
    String role() {
      return json.path("roleRef").path("kind").asText()
          + " "
          + json.path("roleRef").path("name").asText();
    }

    /** What the API server itself gives to everybody. */
    boolean isBuiltIn() {
      return json.path("roleRef").path("name").asText().startsWith("system:");
    }
  }

  static List<Binding> all(ClusterObjects cluster) {
    List<Binding> all = new ArrayList<>();
    cluster
        .list(RoleBinding.class, "")
        .forEach(one -> all.add(Binding.of(cluster.json(one), "RoleBinding")));
    cluster
        .list(ClusterRoleBinding.class, "")
        .forEach(one -> all.add(Binding.of(cluster.json(one), "ClusterRoleBinding")));
    return all;
  }

  /** An editor of the entries that name the account, and of nothing else in the binding. */
  static ObjectEditor<?> editor(
      ClusterObjects cluster,
      Target target,
      String kind,
      String namespace,
      String name,
      String uid,
      Account account,
      String annotation) {
    Class<? extends HasMetadata> type =
        kind.equals("RoleBinding") ? RoleBinding.class : ClusterRoleBinding.class;
    return new ObjectEditor<>(
        cluster,
        new Edited<>(target, type, namespace, name, uid),
        annotation,
        new Edited.Watched(
            "/subjects/" + account.name(), binding -> SubjectEdit.entries(binding, account)));
  }
}
