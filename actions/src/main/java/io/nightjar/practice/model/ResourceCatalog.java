package io.nightjar.practice.model;

import io.nightjar.practice.model.ResourceType.Trait;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which resource types one practice cluster serves; immutable. */
public final class ResourceCatalog {
  private final List<ResourceType> types;

  private ResourceCatalog(List<ResourceType> types) {
    this.types = List.copyOf(types);
  }

  public static ResourceCatalog standard() {
    return new ResourceCatalog(StandardTypes.ALL);
  }

  /** The same with more types, as custom resource definitions add them to a real cluster. */
  public ResourceCatalog with(ResourceType... added) {
    Stream<ResourceType> custom = Stream.of(added).map(type -> type.with(Trait.CUSTOM));
    return new ResourceCatalog(Stream.concat(types.stream(), custom).toList());
  }

  /** The same without what a server of an earlier version does not have. */
  public ResourceCatalog without(String group) {
    return new ResourceCatalog(types.stream().filter(type -> !type.group().equals(group)).toList());
  }

  public List<ResourceType> types() {
    return types;
  }

  public List<ResourceType> stored() {
    return types.stream().filter(type -> !type.has(Trait.REVIEW)).toList();
  }

  public Optional<ResourceType> byPath(String group, String version, String plural) {
    return inGroupVersion(group, version).stream()
        .filter(type -> type.plural().equals(plural))
        .findFirst();
  }

  public Optional<ResourceType> byKind(String apiVersion, String kind) {
    return types.stream()
        .filter(type -> type.kind().equals(kind) && type.apiVersion().equals(apiVersion))
        .findFirst();
  }

  public List<ResourceType> inGroupVersion(String group, String version) {
    return types.stream()
        .filter(type -> type.group().equals(group) && type.version().equals(version))
        .toList();
  }

  /** The named groups, the core group left out. */
  public Set<String> groups() {
    Set<String> groups = new LinkedHashSet<>();
    types.stream().map(ResourceType::group).filter(g -> !g.isEmpty()).forEach(groups::add);
    return groups;
  }

  public List<String> versions(String group) {
    List<String> versions = new ArrayList<>();
    for (ResourceType type : types) {
      if (type.group().equals(group) && !versions.contains(type.version())) {
        versions.add(type.version());
      }
    }
    return versions;
  }
}
