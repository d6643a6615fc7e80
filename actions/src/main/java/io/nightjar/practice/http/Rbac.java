package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What the cluster's Roles, ClusterRoles and their bindings grant. */
public final class Rbac {

  /** The group that needs no grant. */
  private static final String MASTERS = "system:masters";

  private static final String SERVICE_ACCOUNT = "system:serviceaccount:";

  private final ObjectStore store;

  public Rbac(ObjectStore store) {
    this.store = store;
  }

  /**
   * Whether the user, or one of the groups, was granted it.
   *
   * @param asked without a namespace it is asked for all
   */
  public boolean grants(RequestInfo asked, List<String> groups) {
    return groups.contains(MASTERS)
        || bindings(StandardTypes.CLUSTER_ROLE_BINDINGS, "")
            .filter(binding -> names(binding, asked.user(), groups))
            .anyMatch(binding -> allows(binding, "", asked))
        || (!asked.namespace().isEmpty()
            && bindings(StandardTypes.ROLE_BINDINGS, asked.namespace())
                .filter(binding -> names(binding, asked.user(), groups))
                .anyMatch(binding -> allows(binding, asked.namespace(), asked)));
  }

  private Stream<ObjectNode> bindings(ResourceType type, String namespace) {
    return store.list(type, namespace.isEmpty() ? null : namespace).objects().stream();
  }

  private static boolean names(JsonNode binding, String user, List<String> groups) {
    for (JsonNode subject : Json.at(binding, "subjects")) {
      String name = subject.path("name").asText();
      boolean meant =
          switch (subject.path("kind").asText()) {
            case "User" -> name.equals(user);
            case "Group" -> groups.contains(name);
            case "ServiceAccount" ->
                user.equals(SERVICE_ACCOUNT + subject.path("namespace").asText() + ":" + name);
            default -> false;
          };
      if (meant) {
        return true;
      }
    }
    return false;
  }

  private boolean allows(JsonNode binding, String namespace, RequestInfo asked) {
    boolean cluster = Json.text(binding, "roleRef.kind").equals("ClusterRole");
    ResourceType type = cluster ? StandardTypes.CLUSTER_ROLES : StandardTypes.ROLES;
    Optional<ObjectNode> role =
        store.list(type, cluster ? null : namespace).objects().stream()
            .filter(each -> Meta.name(each).equals(Json.text(binding, "roleRef.name")))
            .findFirst();
    return role.isPresent()
        && StreamSupport.stream(Json.at(role.get(), "rules").spliterator(), false)
            .anyMatch(rule -> covers(rule, asked));
  }

  private static boolean covers(JsonNode rule, RequestInfo asked) {
    if (!has(rule, "verbs", asked.verb())) {
      return false;
    }
    if (asked.resource().isEmpty()) {
      return has(rule, "nonResourceURLs", asked.path());
    }
    return has(rule, "apiGroups", asked.group())
        && (asked.subresource().isEmpty()
            ? has(rule, "resources", asked.resource())
            : has(rule, "resources", asked.resource() + "/" + asked.subresource())
                || has(rule, "resources", "*/" + asked.subresource()))
        && (rule.path("resourceNames").isEmpty() || has(rule, "resourceNames", asked.name()));
  }

  private static boolean has(JsonNode rule, String list, String wanted) {
    for (JsonNode each : rule.path(list)) {
      if (each.asText().equals(wanted) || each.asText().equals("*")) {
        return true;
      }
    }
    return false;
  }
}
