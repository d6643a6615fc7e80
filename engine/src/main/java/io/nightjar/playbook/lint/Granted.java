package io.nightjar.playbook.lint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.nightjar.actions.ActionDescriptor.Permission;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the ClusterRoles of a file allow in every namespace. A Role, and a rule for single names,
 * allow less than that and are left out.
 *
 * @param roles names of the ClusterRoles
 */
public record Granted(List<String> roles, List<Permission> rules) {
  private static final YAMLMapper MAPPER = YAMLMapper.builder().build();
  private static final String ANY = "*";

  public Granted {
    roles = List.copyOf(roles);
    rules = List.copyOf(rules);
  }

  /**
   * @param yaml one document or several, also of kind List
   * @throws IOException when it is not YAML
   */
  public static Granted of(String yaml) throws IOException {
    List<String> roles = new ArrayList<>();
    List<Permission> rules = new ArrayList<>();
    try (MappingIterator<JsonNode> documents =
        MAPPER.readerFor(JsonNode.class).readValues(MAPPER.createParser(yaml))) {
      while (documents.hasNext()) {
        add(documents.next(), roles, rules);
      }
    } catch (RuntimeException e) {
      // the iterator wraps what the parser says
      if (e.getCause() instanceof JsonProcessingException cause) {
        throw cause;
      }
      throw e;
    }
    return new Granted(roles, rules);
  }

  private static void add(JsonNode document, List<String> roles, List<Permission> rules) {
    document.path("items").forEach(item -> add(item, roles, rules));
    if (!document.path("kind").asText().equals("ClusterRole")) {
      return;
    }
    roles.add(document.path("metadata").path("name").asText());
    for (JsonNode rule : document.path("rules")) {
      if (!rule.path("resourceNames").isEmpty()) {
        continue;
      }
      for (JsonNode group : rule.path("apiGroups")) {
        for (JsonNode resource : rule.path("resources")) {
          List<String> verbs = new ArrayList<>();
          rule.path("verbs").forEach(verb -> verbs.add(verb.asText()));
          rules.add(new Permission(group.asText(), resource.asText(), verbs));
        }
      }
    }
  }

  /** What of it is not allowed, such as {@code patch deployments.apps}. */
  public List<String> missing(List<Permission> needed) {
    List<String> missing = new ArrayList<>();
    for (Permission permission : needed) {
      for (String verb : permission.verbs()) {
        if (rules.stream().noneMatch(rule -> allows(rule, permission, verb))) {
          missing.add(verb + " " + spoken(permission));
        }
      }
    }
    return missing;
  }

  private static boolean allows(Permission rule, Permission needed, String verb) {
    int slash = needed.resource().indexOf('/');
    String everySubresource = slash < 0 ? ANY : ANY + needed.resource().substring(slash);
    return (rule.apiGroup().equals(ANY) || rule.apiGroup().equals(needed.apiGroup()))
        && List.of(ANY, everySubresource, needed.resource()).contains(rule.resource())
        && (rule.verbs().contains(ANY) || rule.verbs().contains(verb));
  }

  private static String spoken(Permission permission) {
    String group = permission.apiGroup();
    String[] parts = permission.resource().split("/", 2);
    return parts[0]
        + (group.isEmpty() ? "" : "." + group)
        + (parts.length > 1 ? "/" + parts[1] : "");
  }
}
