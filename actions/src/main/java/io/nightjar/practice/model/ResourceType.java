package io.nightjar.practice.model;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One kind of object that the API serves; a line in {@link StandardTypes}.
 *
 * @param group API group, empty for the core group
 * @param selectableFields dotted paths that a field selector may use beside name and namespace
 */
public record ResourceType(
    String group,
    String version,
    String plural,
    String kind,
    boolean namespaced,
    List<String> shortNames,
    Set<Trait> traits,
    Set<String> selectableFields) {

  /** What sets a type apart from plain storage. */
  public enum Trait {
    /** Status is written through its own subresource only. */
    STATUS,
    /** {@code metadata.generation} counts changes of everything but metadata and status. */
    GENERATION,
    /** Has the scale subresource. */
    SCALE,
    /** Shown by {@code kubectl get all}. */
    CATEGORY_ALL,
    /** Is answered when posted and never stored. */
    REVIEW,
    /** Its schema is not built in, so lists in it have no merge keys. */
    CUSTOM
  }

  public ResourceType {
    shortNames = List.copyOf(shortNames);
    traits = Set.copyOf(traits);
    selectableFields = Set.copyOf(selectableFields);
  }

  public static ResourceType namespaced(
      String groupVersion, String plural, String kind, String... shortNames) {
    return of(groupVersion, plural, kind, true, shortNames);
  }

  public static ResourceType clusterWide(
      String groupVersion, String plural, String kind, String... shortNames) {
    return of(groupVersion, plural, kind, false, shortNames);
  }

  private static ResourceType of(
      String groupVersion, String plural, String kind, boolean namespaced, String... shortNames) {
    int slash = groupVersion.indexOf('/');
    return new ResourceType(
        slash < 0 ? "" : groupVersion.substring(0, slash),
        groupVersion.substring(slash + 1),
        plural,
        kind,
        namespaced,
        List.of(shortNames),
        Set.of(),
        Set.of());
  }

  public ResourceType with(Trait... added) {
    Set<Trait> all = new LinkedHashSet<>(traits);
    all.addAll(List.of(added));
    return new ResourceType(
        group, version, plural, kind, namespaced, shortNames, all, selectableFields);
  }

  public ResourceType selectableBy(String... fields) {
    return new ResourceType(
        group, version, plural, kind, namespaced, shortNames, traits, Set.of(fields));
  }

  public boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /** As it stands in an object, for instance {@code apps/v1}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  public String singular() {
    return kind.toLowerCase(Locale.ROOT);
  }

  /** As error messages name it, for instance {@code deployments.apps}. */
  public String qualifiedPlural() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  public String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  @Override
  public String toString() {
    return apiVersion() + "/" + plural;
  }
}
