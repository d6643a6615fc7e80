package io.nightjar.rules.pushdown;

import io.nightjar.driver.Arg;
import io.nightjar.driver.NumberTest;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The algebra of tests of numbers. Every test holds for an event without the number, so a test that
 * no number passes still has a meaning: the number is absent.
 */
final class NumberTests {
  private NumberTests() {}

  /** Any order will do, as long as it is always the same. */
  static int compare(NumberTest a, NumberTest b) {
    Arg one = a.arg();
    Arg other = b.arg();
    if (one != other) {
      return one == null ? -1 : other == null ? 1 : one.compareTo(other);
    }
    if (a.mask() != b.mask()) {
      return Long.compare(a.mask(), b.mask());
    }
    return a.negated() == b.negated()
        ? compareAll(a.values(), b.values())
        : Boolean.compare(a.negated(), b.negated());
  }

  /** Sorted sets, the shorter first. */
  static <T extends Comparable<T>> int compareAll(Set<T> some, Set<T> others) {
    if (some.size() != others.size()) {
      return Integer.compare(some.size(), others.size());
    }
    Iterator<T> other = others.iterator();
    for (T one : some) {
      int order = one.compareTo(other.next());
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  static NumberTest not(NumberTest test) {
    return new NumberTest(test.arg(), test.mask(), test.values(), !test.negated());
  }

  static boolean isAlways(NumberTest test) {
    return test.negated() && test.values().isEmpty();
  }

  /** No event passes: the result of the call is never absent. */
  static boolean isNever(NumberTest test) {
    return !test.negated() && test.values().isEmpty() && test.arg() == null;
  }

  /** Whether everything that passes the one passes the other. */
  static boolean implies(NumberTest a, NumberTest b) {
    if (a.arg() != b.arg()) {
      return false;
    }
    if (!a.negated()) {
      boolean decided = (b.mask() & ~a.mask()) == 0;
      return decided && allPass(a.values(), b);
    }
    if (anyBit(a) && anyBit(b)) {
      return (a.mask() & ~b.mask()) == 0;
    }
    return a.mask() == b.mask() && b.negated() && a.values().containsAll(b.values());
  }

  private static boolean allPass(Set<Long> values, NumberTest test) {
    for (long value : values) {
      if (!passes(test, value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean passes(NumberTest test, long value) {
    return test.values().contains(value & test.mask()) != test.negated();
  }

  /** One test that holds exactly where both do; null if there is none of this form. */
  static @Nullable NumberTest both(NumberTest a, NumberTest b) {
    if (a.arg() != b.arg()) {
      return null;
    }
    if (a.mask() != b.mask()) {
      return noBit(a) && noBit(b) ? not(NumberTest.anyBit(a.arg(), a.mask() | b.mask())) : null;
    }
    if (a.negated() && b.negated()) {
      return of(a, union(a.values(), b.values()), true);
    }
    if (!a.negated() && !b.negated()) {
      return of(a, intersection(a.values(), b.values()), false);
    }
    NumberTest in = a.negated() ? b : a;
    NumberTest out = a.negated() ? a : b;
    return of(a, difference(in.values(), out.values()), false);
  }

  /** One test that holds exactly where one of the two does; null if there is none of this form. */
  static @Nullable NumberTest either(NumberTest a, NumberTest b) {
    if (a.arg() != b.arg()) {
      return null;
    }
    if (a.mask() != b.mask()) {
      return anyBit(a) && anyBit(b) ? NumberTest.anyBit(a.arg(), a.mask() | b.mask()) : null;
    }
    return not(Objects.requireNonNull(both(not(a), not(b))));
  }

  private static boolean anyBit(NumberTest test) {
    return test.negated() && test.values().equals(Set.of(0L));
  }

  private static boolean noBit(NumberTest test) {
    return !test.negated() && test.values().equals(Set.of(0L));
  }

  private static NumberTest of(NumberTest like, Set<Long> values, boolean negated) {
    return new NumberTest(like.arg(), like.mask(), values, negated);
  }

  private static Set<Long> union(Set<Long> a, Set<Long> b) {
    Set<Long> all = new HashSet<>(a);
    all.addAll(b);
    return all;
  }

  private static Set<Long> intersection(Set<Long> a, Set<Long> b) {
    if (Collections.disjoint(a, b)) {
      return Set.of();
    }
    Set<Long> common = new HashSet<>(a);
    common.retainAll(b);
    return common;
  }

  private static Set<Long> difference(Set<Long> a, Set<Long> b) {
    Set<Long> rest = new HashSet<>(a);
    rest.removeAll(b);
    return rest;
  }
}
