package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Set;

/**
 * A service account, and how a role binding can name it.
 *
 * <p>Source: Kubernetes documentation, Using RBAC Authorization: as itself, as the user that its
 * tokens authenticate, or as one of the groups that such users are in.
 */
record Account(String namespace, String name) {

  static Account of(Pod pod) {
    String name = pod.getSpec().getServiceAccountName();
    return new Account(
        pod.getMetadata().getNamespace(), name == null || name.isEmpty() ? "default" : name);
  }

  String describe() {
    return "ServiceAccount " + namespace + "/" + name;
  }

  /** Whether the subject of a binding is exactly this account. */
  boolean is(JsonNode subject) {
    return switch (subject.path("kind").asText()) {
      case "ServiceAccount" ->
          subject.path("name").asText().equals(name)
              && subject.path("namespace").asText().equals(namespace);
      case "User" ->
          subject.path("name").asText().equals("system:serviceaccount:" + namespace + ":" + name);
      default -> false;
    };
  }

  /** Whether the subject is a group that holds this account among others. */
  boolean isIn(JsonNode subject) {
    return subject.path("kind").asText().equals("Group")
        && Set.of(
                "system:serviceaccounts",
                "system:serviceaccounts:" + namespace,
                "system:authenticated")
            .contains(subject.path("name").asText());
  }
}
