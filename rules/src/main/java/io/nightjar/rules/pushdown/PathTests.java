package io.nightjar.rules.pushdown;

import io.nightjar.driver.PathTest;
import org.jspecify.annotations.Nullable;

/** The algebra of tests of paths. Every test holds for an event without the path. */
final class PathTests {
  private PathTests() {}

  static boolean isAlways(PathTest test) {
    return test.negated() && PathSet.of(test).isEmpty();
  }

  /** Any order will do, as long as it is always the same. */
  static int compare(PathTest a, PathTest b) {
    int order = a.arg().compareTo(b.arg());
    order = order == 0 ? Boolean.compare(a.negated(), b.negated()) : order;
    order = order == 0 ? NumberTests.compareAll(a.exact(), b.exact()) : order;
    order = order == 0 ? NumberTests.compareAll(a.prefixes(), b.prefixes()) : order;
    order = order == 0 ? NumberTests.compareAll(a.suffixes(), b.suffixes()) : order;
    return order == 0 ? NumberTests.compareAll(a.names(), b.names()) : order;
  }

  /** Whether everything that surely passes the one passes the other. */
  static boolean implies(PathTest a, PathTest b) {
    if (a.arg() != b.arg()) {
      return false;
    }
    PathSet one = PathSet.of(a);
    PathSet other = PathSet.of(b);
    if (a.negated()) {
      return b.negated() && one.covers(other);
    }
    return b.negated() ? one.isDisjointFrom(other) : other.covers(one);
  }

  /** One test that holds exactly where both do; null if there is none of this form. */
  static @Nullable PathTest both(PathTest a, PathTest b) {
    if (implies(a, b)) {
      return a;
    }
    if (implies(b, a)) {
      return b;
    }
    if (a.arg() != b.arg()) {
      return null;
    }
    PathSet one = PathSet.of(a);
    PathSet other = PathSet.of(b);
    if (a.negated() && b.negated()) {
      return one.or(other).test(a.arg(), true);
    }
    if (!a.negated() && one.isFinite()) {
      return (b.negated() ? one.without(other) : one.within(other)).test(a.arg(), false);
    }
    if (!b.negated() && other.isFinite()) {
      return (a.negated() ? other.without(one) : other.within(one)).test(a.arg(), false);
    }
    return null;
  }

  /** One test that holds where one of the two does; null if there is none that does only that. */
  static @Nullable PathTest either(PathTest a, PathTest b) {
    if (implies(a, b)) {
      return b;
    }
    if (implies(b, a)) {
      return a;
    }
    return a.arg() != b.arg() || a.negated() || b.negated()
        ? null
        : PathSet.of(a).or(PathSet.of(b)).test(a.arg(), false);
  }

  /** A test that holds where one of the two does and maybe elsewhere; null if that is no test. */
  static @Nullable PathTest weaker(PathTest a, PathTest b) {
    PathTest either = either(a, b);
    if (either != null || a.arg() != b.arg() || !a.negated() || !b.negated()) {
      return either;
    }
    PathTest common = PathSet.of(a).common(PathSet.of(b)).test(a.arg(), true);
    return isAlways(common) ? null : common;
  }
}
