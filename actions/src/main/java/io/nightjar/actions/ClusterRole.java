package io.nightjar.actions;

import io.nightjar.actions.ActionDescriptor.Permission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The smallest ClusterRole that some permissions need, in a fixed order. */
public record ClusterRole(String name, List<Permission> permissions) {
  public ClusterRole {
    permissions = merged(permissions);
  }

  /** One entry for each resource with all its verbs, sorted. */
  public static List<Permission> merged(Collection<Permission> permissions) {
    SortedMap<String, Permission> byResource = new TreeMap<>();
    for (Permission permission : permissions) {
      byResource.merge(
          permission.apiGroup() + "/" + permission.resource(),
          sorted(permission),
          ClusterRole::both);
    }
    return List.copyOf(byResource.values());
  }

  /** As {@code kubectl apply} takes it; resources with equal verbs share a rule. */
  public String yaml() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("apiVersion: rbac.authorization.k8s.io/v1\n");
    yaml.append("kind: ClusterRole\n");
    yaml.append("metadata:\n  name: ").append(name).append('\n');
    yaml.append(permissions.isEmpty() ? "rules: []\n" : "rules:\n");
    SortedMap<String, List<Permission>> rules = new TreeMap<>();
    permissions.forEach(
        one ->
            rules
                .computeIfAbsent(one.apiGroup() + " " + one.verbs(), rule -> new ArrayList<>())
                .add(one));
    for (Map.Entry<String, List<Permission>> rule : rules.entrySet()) {
      Permission first = rule.getValue().getFirst();
      List<String> resources = rule.getValue().stream().map(Permission::resource).toList();
      yaml.append("  - apiGroups: ").append(quoted(List.of(first.apiGroup()))).append('\n');
      yaml.append("    resources: ").append(quoted(resources)).append('\n');
      yaml.append("    verbs: ").append(quoted(first.verbs())).append('\n');
    }
    return yaml.toString();
  }

  private static Permission both(Permission one, Permission other) {
    List<String> verbs = new ArrayList<>(one.verbs());
    verbs.addAll(other.verbs());
    return sorted(new Permission(one.apiGroup(), one.resource(), verbs));
  }

  private static Permission sorted(Permission permission) {
    SortedSet<String> verbs = new TreeSet<>(permission.verbs());
    return new Permission(permission.apiGroup(), permission.resource(), List.copyOf(verbs));
  }

  private static String quoted(List<String> words) {
    return words.stream().map(word -> "\"" + word + "\"").toList().toString();
  }
}
