package io.nightjar.driver;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A test of a number of an event: {@code (number & mask)} is one of the values, or with {@code
 * negated} none of them. Holds for an event that does not have the number.
 *
 * @param arg a {@link Arg.Kind#NUMBER}; null for the result of the call
 * @param mask bits that count, -1 for all
 */
public record NumberTest(@Nullable Arg arg, long mask, Set<Long> values, boolean negated) {

  public NumberTest {
    values = Collections.unmodifiableSortedSet(new TreeSet<>(values));
  }

  /** The number is one of the values. */
  public static NumberTest oneOf(@Nullable Arg arg, Set<Long> values) {
    return new NumberTest(arg, -1, values, false);
  }

  /** One of the bits is set. */
  public static NumberTest anyBit(@Nullable Arg arg, long bits) {
    return new NumberTest(arg, bits, Set.of(0L), true);
  }

  boolean holds(EventView event) {
    if (arg != null && !event.has(arg)) {
      return true;
    }
    long number = arg == null ? event.result() : event.number(arg);
    return values.contains(number & mask) != negated;
  }
}
