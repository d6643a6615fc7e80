package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.model.ResourceType.Trait;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The part of OpenAPI v3 that {@code kubectl} looks at before it writes: which kinds can be patched
 * and with which parameters. It holds no schemas.
 */
final class OpenApi {
  private final ResourceCatalog catalog;

  OpenApi(ResourceCatalog catalog) {
    this.catalog = catalog;
  }

  ObjectNode index() {
    Set<String> roots = new LinkedHashSet<>();
    catalog.types().forEach(type -> roots.add(root(type)));
    ObjectNode index = Json.object();
    ObjectNode paths = index.putObject("paths");
    for (String root : roots) {
      paths.putObject(root).put("serverRelativeURL", "/openapi/v3/" + root);
    }
    return index;
  }

  /** The document of one group and version, for instance {@code apis/apps/v1}. */
  ObjectNode document(String root) {
    ObjectNode document = Json.object().put("openapi", "3.0.0");
    document.putObject("info").put("title", "Nightjar practice cluster").put("version", "v1");
    ObjectNode paths = document.putObject("paths");
    for (ResourceType type : catalog.types()) {
      if (root(type).equals(root) && !type.has(Trait.REVIEW)) {
        String below = type.namespaced() ? "/namespaces/{namespace}/" : "/";
        paths.set("/" + root + below + type.plural() + "/{name}", operations(type));
      }
    }
    document.putObject("components").putObject("schemas");
    return document;
  }

  private static String root(ResourceType type) {
    return (type.group().isEmpty() ? "api/" : "apis/") + type.apiVersion();
  }

  private static ObjectNode operations(ResourceType type) {
    ObjectNode operations = Json.object();
    ObjectNode patch = operations.putObject("patch").put("x-kubernetes-action", "patch");
    ArrayNode parameters = patch.putArray("parameters");
    for (String name : new String[] {"dryRun", "fieldManager", "fieldValidation", "force"}) {
      ObjectNode parameter = parameters.addObject().put("name", name).put("in", "query");
      parameter.putObject("schema").put("type", "string");
    }
    patch
        .putObject("x-kubernetes-group-version-kind")
        .put("group", type.group())
        .put("version", type.version())
        .put("kind", type.kind());
    patch.putObject("responses");
    return operations;
  }
}
