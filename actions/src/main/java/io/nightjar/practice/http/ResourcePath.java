package io.nightjar.practice.http;

import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.model.ResourceType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A request path below a group and version, taken apart.
 *
 * @param namespace empty for cluster-wide types and for a list over all namespaces
 * @param name empty for a collection
 * @param subresource empty for the object itself
 */
record ResourcePath(ResourceType type, String namespace, String name, String subresource) {

  /** Empty for a path that names no resource, such as {@code /version}. */
  static Optional<ResourcePath> parse(ResourceCatalog catalog, String path) {
    List<String> parts = Arrays.stream(path.split("/")).filter(p -> !p.isEmpty()).toList();
    if (parts.size() > 2 && parts.get(0).equals("api")) {
      return Optional.of(parse(catalog, "", parts.get(1), parts.subList(2, parts.size())));
    }
    if (parts.size() > 3 && parts.get(0).equals("apis")) {
      List<String> rest = parts.subList(3, parts.size());
      return Optional.of(parse(catalog, parts.get(1), parts.get(2), rest));
    }
    return Optional.empty();
  }

  private static ResourcePath parse(
      ResourceCatalog catalog, String group, String version, List<String> parts) {
    String namespace = "";
    List<String> rest = parts;
    boolean belowNamespace =
        parts.get(0).equals("namespaces")
            && parts.size() > 2
            && !parts.get(2).equals("status")
            && !parts.get(2).equals("finalize");
    if (belowNamespace) {
      namespace = parts.get(1);
      rest = parts.subList(2, parts.size());
    }
    ResourceType type =
        catalog.byPath(group, version, rest.get(0)).orElseThrow(ApiError::noSuchPath);
    if (rest.size() > 3 || (type.namespaced() != belowNamespace && rest.size() > 1)) {
      throw ApiError.noSuchPath();
    }
    return new ResourcePath(
        type, namespace, rest.size() > 1 ? rest.get(1) : "", rest.size() > 2 ? rest.get(2) : "");
  }

  ObjectKey key() {
    return new ObjectKey(type, namespace, name);
  }
}
