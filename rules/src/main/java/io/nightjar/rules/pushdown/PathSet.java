package io.nightjar.rules.pushdown;

import io.nightjar.driver.Arg;
import io.nightjar.driver.PathTest;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** A set of paths: exact ones, and all with certain prefixes, suffixes or last components. */
record PathSet(Set<String> exact, Set<String> prefixes, Set<String> suffixes, Set<String> names) {
  static final PathSet NONE = new PathSet(Set.of(), Set.of(), Set.of(), Set.of());

  static PathSet exact(Set<String> paths) {
    return new PathSet(paths, Set.of(), Set.of(), Set.of());
  }

  static PathSet prefix(String prefix) {
    return new PathSet(Set.of(), Set.of(prefix), Set.of(), Set.of());
  }

  static PathSet suffix(String suffix) {
    return new PathSet(Set.of(), Set.of(), Set.of(suffix), Set.of());
  }

  static PathSet name(String name) {
    return new PathSet(Set.of(), Set.of(), Set.of(), Set.of(name));
  }

  /** What a test names, whether negated or not. */
  static PathSet of(PathTest test) {
    return new PathSet(test.exact(), test.prefixes(), test.suffixes(), test.names());
  }

  PathTest test(Arg arg, boolean negated) {
    return new PathTest(arg, exact, prefixes, suffixes, names, negated);
  }

  boolean isEmpty() {
    return exact.isEmpty() && prefixes.isEmpty() && suffixes.isEmpty() && names.isEmpty();
  }

  /** Nothing but single paths. */
  boolean isFinite() {
    return prefixes.isEmpty() && suffixes.isEmpty() && names.isEmpty();
  }

  boolean contains(String path) {
    return exact.contains(path)
        || any(prefixes, path::startsWith)
        || any(suffixes, path::endsWith)
        || names.contains(path.substring(path.lastIndexOf('/') + 1));
  }

  PathSet or(PathSet other) {
    return other.isEmpty() ? this : isEmpty() ? other : union(List.of(this, other));
  }

  /** All of them together, without members that others cover. */
  static PathSet union(Collection<PathSet> sets) {
    PathSet all = new PathSet(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
    for (PathSet set : sets) {
      all.exact.addAll(set.exact);
      all.prefixes.addAll(set.prefixes);
      all.suffixes.addAll(set.suffixes);
      all.names.addAll(set.names);
    }
    return all.simple();
  }

  private PathSet simple() {
    Set<String> fewerPrefixes = uncovered(prefixes, String::startsWith);
    Set<String> fewerSuffixes = uncovered(suffixes, String::endsWith);
    PathSet patterns = new PathSet(Set.of(), fewerPrefixes, fewerSuffixes, names);
    Set<String> fewerExact =
        patterns.isEmpty() ? exact : those(exact, path -> !patterns.contains(path));
    return new PathSet(fewerExact, fewerPrefixes, fewerSuffixes, names);
  }

  private static Set<String> uncovered(Set<String> all, BiPredicate<String, String> covered) {
    return all.size() < 2
        ? all
        : those(all, text -> !any(all, by -> !by.equals(text) && covered.test(text, by)));
  }

  /** Whether every path of the other set is surely one of this. */
  boolean covers(PathSet other) {
    return every(other.exact, this::contains)
        && every(other.prefixes, this::coversPrefix)
        && every(other.suffixes, this::coversSuffix)
        && every(other.names, this::coversName);
  }

  private boolean coversPrefix(String prefix) {
    return any(prefixes, prefix::startsWith);
  }

  private boolean coversSuffix(String suffix) {
    return any(suffixes, suffix::endsWith) || any(names, name -> suffix.endsWith("/" + name));
  }

  private boolean coversName(String name) {
    return names.contains(name) || any(suffixes, name::endsWith);
  }

  /** Paths that are surely in both sets; there may be more. */
  PathSet common(PathSet other) {
    return coveredBy(other).or(other.coveredBy(this));
  }

  private PathSet coveredBy(PathSet other) {
    return new PathSet(
        those(exact, other::contains),
        those(prefixes, other::coversPrefix),
        those(suffixes, other::coversSuffix),
        those(names, other::coversName));
  }

  /** Whether surely no path is in both. */
  boolean isDisjointFrom(PathSet other) {
    boolean comparable =
        (prefixes.isEmpty() || (other.suffixes.isEmpty() && other.names.isEmpty()))
            && (other.prefixes.isEmpty() || (suffixes.isEmpty() && names.isEmpty()))
            && (suffixes.isEmpty() || other.names.isEmpty())
            && (other.suffixes.isEmpty() || names.isEmpty());
    return comparable
        && !any(exact, other::contains)
        && !any(other.exact, this::contains)
        && apart(prefixes, other.prefixes, String::startsWith)
        && apart(suffixes, other.suffixes, String::endsWith)
        && !any(names, other.names::contains);
  }

  private static boolean apart(
      Set<String> some, Set<String> others, BiPredicate<String, String> covered) {
    return !any(
        some, one -> any(others, other -> covered.test(one, other) || covered.test(other, one)));
  }

  /** The exact paths of this set that are not in the other. */
  PathSet without(PathSet other) {
    return exact(those(exact, path -> !other.contains(path)));
  }

  /** The exact paths of this set that are in the other too. */
  PathSet within(PathSet other) {
    return exact(those(exact, other::contains));
  }

  private static Set<String> those(Set<String> all, Predicate<String> wanted) {
    Set<String> some = new HashSet<>();
    for (String one : all) {
      if (wanted.test(one)) {
        some.add(one);
      }
    }
    return some;
  }

  private static boolean any(Set<String> all, Predicate<String> wanted) {
    for (String one : all) {
      if (wanted.test(one)) {
        return true;
      }
    }
    return false;
  }

  private static boolean every(Set<String> all, Predicate<String> wanted) {
    return !any(all, wanted.negate());
  }
}
