package io.nightjar.rules.pushdown;

import java.util.Set;
import java.util.TreeSet;

/** The programs that a part of a condition holds for at exec, exactly. */
sealed interface Programs {
  /** Programs by their paths. */
  record These(Set<String> paths) implements Programs {
    private Programs in(Programs other) {
      Set<String> both = new TreeSet<>(paths);
      switch (other) {
        case Undecided undecided -> {
          return undecided;
        }
        case These these -> both.retainAll(these.paths());
        case AllBut others -> both.removeAll(others.paths());
      }
      return new These(both);
    }
  }

  /** All programs but some. */
  record AllBut(Set<String> paths) implements Programs {}

  /**
   * It depends on what the kernel does not know.
   *
   * @param why on what, a sentence without its full stop
   */
  record Undecided(String why) implements Programs {}

  static Programs none() {
    return new These(Set.of());
  }

  static Programs every() {
    return new AllBut(Set.of());
  }

  default boolean isNone() {
    return this instanceof These these && these.paths().isEmpty();
  }

  default Programs not() {
    return switch (this) {
      case These these -> new AllBut(these.paths());
      case AllBut others -> new These(others.paths());
      case Undecided undecided -> undecided;
    };
  }

  /** What is undecided does not matter where the other holds for nothing. */
  default Programs and(Programs other) {
    if (isNone() || other.isNone()) {
      return none();
    }
    return switch (this) {
      case Undecided undecided -> undecided;
      case These these -> these.in(other);
      case AllBut others ->
          switch (other) {
            case Undecided undecided -> undecided;
            case These these -> these.in(others);
            case AllBut more -> new AllBut(union(others.paths(), more.paths()));
          };
    };
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    Set<String> all = new TreeSet<>(some);
    all.addAll(more);
    return all;
  }
}
