package io.nightjar.driver;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * A test of a path of an event, made absolute ({@link EventView#absolutePath}): it is one of the
 * exact ones, or starts with a prefix, or ends with a suffix, or its last component is one of the
 * names; with {@code negated} none of all that. Bytes are compared, so a prefix need not end at a
 * component. Holds for an event without that path.
 *
 * @param arg {@link Arg#PATH}, {@link Arg#OLD_PATH} or {@link Arg#NEW_PATH}
 */
public record PathTest(
    Arg arg,
    Set<String> exact,
    Set<String> prefixes,
    Set<String> suffixes,
    Set<String> names,
    boolean negated) {

  public PathTest {
    exact = sorted(exact);
    prefixes = sorted(prefixes);
    suffixes = sorted(suffixes);
    names = sorted(names);
  }

  private static Set<String> sorted(Set<String> set) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(set));
  }

  boolean holds(EventView event) {
    String path = event.absolutePath(arg);
    return path.isEmpty() || matches(path) != negated;
  }

  private boolean matches(String path) {
    return exact.contains(path)
        || prefixes.stream().anyMatch(path::startsWith)
        || suffixes.stream().anyMatch(path::endsWith)
        || names.contains(path.substring(path.lastIndexOf('/') + 1));
  }
}
