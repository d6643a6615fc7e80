package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.model.ResourceType.Trait;
import io.nightjar.practice.model.StandardTypes;
import java.util.ArrayList;
import java.util.List;

/** Tells clients which groups, versions, resources and verbs there are, in both forms. */
final class Discovery {

  /** A subresource and the kind that it takes or gives. */
  record Subresource(String name, String group, String version, String kind, List<String> verbs) {}

  private static final List<String> STORED_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> READ_WRITE = List.of("get", "patch", "update");

  private final ResourceCatalog catalog;

  Discovery(ResourceCatalog catalog) {
    this.catalog = catalog;
  }

  static List<String> verbs(ResourceType type) {
    return type.has(Trait.REVIEW) ? List.of("create") : STORED_VERBS;
  }

  static List<Subresource> subresources(ResourceType type) {
    List<Subresource> all = new ArrayList<>();
    if (type.has(Trait.STATUS)) {
      all.add(new Subresource("status", type.group(), type.version(), type.kind(), READ_WRITE));
    }
    if (type.has(Trait.SCALE)) {
      all.add(new Subresource("scale", "autoscaling", "v1", "Scale", READ_WRITE));
    }
    if (type.equals(StandardTypes.SERVICE_ACCOUNTS)) {
      all.add(
          new Subresource(
              "token", "authentication.k8s.io", "v1", "TokenRequest", List.of("create")));
    }
    if (type.equals(StandardTypes.PODS)) {
      all.add(new Subresource("eviction", "policy", "v1", "Eviction", List.of("create")));
      all.add(new Subresource("ephemeralcontainers", "", "v1", "Pod", READ_WRITE));
      all.add(new Subresource("resize", "", "v1", "Pod", READ_WRITE));
      all.add(new Subresource("log", "", "v1", "Pod", List.of("get")));
    }
    return all;
  }

  ObjectNode coreVersions() {
    ObjectNode versions = Json.object().put("kind", "APIVersions");
    versions.putArray("versions").add("v1");
    versions.putArray("serverAddressByClientCIDRs");
    return versions;
  }

  ObjectNode groupList() {
    ObjectNode list = Json.object().put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = list.putArray("groups");
    catalog.groups().forEach(group -> groups.add(group(group)));
    return list;
  }

  ObjectNode group(String name) {
    ObjectNode group = Json.object().put("kind", "APIGroup").put("apiVersion", "v1");
    group.put("name", name);
    ArrayNode versions = group.putArray("versions");
    for (String version : catalog.versions(name)) {
      versions.addObject().put("groupVersion", name + "/" + version).put("version", version);
    }
    group.set("preferredVersion", versions.get(0).deepCopy());
    return group;
  }

  ObjectNode resourceList(String group, String version) {
    ObjectNode list = Json.object().put("kind", "APIResourceList").put("apiVersion", "v1");
    list.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    ArrayNode resources = list.putArray("resources");
    for (ResourceType type : catalog.inGroupVersion(group, version)) {
      ObjectNode resource = resources.addObject().put("name", type.plural());
      resource.put("singularName", type.singular()).put("namespaced", type.namespaced());
      resource.put("kind", type.kind());
      addAll(resource.putArray("verbs"), verbs(type));
      addNames(resource, type);
      for (Subresource sub : subresources(type)) {
        ObjectNode entry = resources.addObject().put("name", type.plural() + "/" + sub.name());
        entry.put("singularName", "").put("namespaced", type.namespaced());
        entry.put("group", sub.group()).put("version", sub.version()).put("kind", sub.kind());
        addAll(entry.putArray("verbs"), sub.verbs());
      }
    }
    return list;
  }

  /** The aggregated form: everything of the core group, or of all other groups, in one answer. */
  ObjectNode aggregated(boolean core) {
    ObjectNode list = Json.object().put("kind", "APIGroupDiscoveryList");
    list.put("apiVersion", "apidiscovery.k8s.io/v2").putObject("metadata");
    ArrayNode items = list.putArray("items");
    for (String group : core ? List.of("") : List.copyOf(catalog.groups())) {
      ObjectNode item = items.addObject();
      ObjectNode metadata = item.putObject("metadata");
      if (!core) {
        metadata.put("name", group);
      }
      ArrayNode versions = item.putArray("versions");
      for (String version : catalog.versions(group)) {
        ArrayNode resources =
            versions
                .addObject()
                .put("version", version)
                .put("freshness", "Current")
                .putArray("resources");
        catalog.inGroupVersion(group, version).forEach(type -> resources.add(aggregated(type)));
      }
    }
    return list;
  }

  private static ObjectNode aggregated(ResourceType type) {
    ObjectNode resource = Json.object().put("resource", type.plural());
    kind(resource, type.group(), type.version(), type.kind());
    resource.put("scope", type.namespaced() ? "Namespaced" : "Cluster");
    resource.put("singularResource", type.singular());
    addAll(resource.putArray("verbs"), verbs(type));
    addNames(resource, type);
    ArrayNode subresources = resource.putArray("subresources");
    for (Subresource sub : subresources(type)) {
      ObjectNode entry = subresources.addObject().put("subresource", sub.name());
      kind(entry, sub.group(), sub.version(), sub.kind());
      addAll(entry.putArray("verbs"), sub.verbs());
    }
    return resource;
  }

  private static void kind(ObjectNode entry, String group, String version, String kind) {
    ObjectNode responseKind = entry.putObject("responseKind");
    responseKind.put("group", group).put("version", version).put("kind", kind);
  }

  private static void addNames(ObjectNode resource, ResourceType type) {
    if (!type.shortNames().isEmpty()) {
      addAll(resource.putArray("shortNames"), type.shortNames());
    }
    if (type.has(Trait.CATEGORY_ALL)) {
      resource.putArray("categories").add("all");
    }
  }

  private static void addAll(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }
}
