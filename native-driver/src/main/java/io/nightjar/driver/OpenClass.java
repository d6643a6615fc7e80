package io.nightjar.driver;

import io.nightjar.driver.FilterClause.Outcome;

/**
 * The classes into which the kernel puts a call before all else: how it ended and, for an open,
 * what nearly all tests ask of its flags. So those tests cost it one look into a table. A class is
 * a number: bits 0 and 1 are those of {@code O_ACCMODE}, then come {@code O_CREAT}, {@code
 * O_TRUNC}, and whether the call succeeded.
 */
final class OpenClass {
  private static final int ACCESS_MODE = 3;
  private static final int O_CREAT = 0100;
  private static final int O_TRUNC = 01000;

  /** What creat means; a test of it needs no looking at any flags. */
  private static final int CREAT_FLAGS = O_CREAT | O_TRUNC | 1;

  private OpenClass() {}

  /** Whether the class of a call is all that a test needs. */
  static boolean tells(EventType type, NumberTest test) {
    if (test.arg() != Arg.FLAGS) {
      return false;
    }
    return switch (type) {
      case OPEN, OPENAT -> (test.mask() & ~(ACCESS_MODE | O_CREAT | O_TRUNC)) == 0;
      case CREAT -> true;
      default -> false;
    };
  }

  /** Whether a clause can hold for calls of a class. */
  static boolean holds(EventType type, FilterClause clause, int openClass) {
    boolean succeeded = (openClass & 16) != 0;
    if (clause.outcome() != Outcome.ANY && (clause.outcome() == Outcome.SUCCEEDED) != succeeded) {
      return false;
    }
    long flags = type == EventType.CREAT ? CREAT_FLAGS : flags(openClass);
    return clause.numbers().stream()
        .filter(test -> tells(type, test))
        .allMatch(test -> test.values().contains(flags & test.mask()) != test.negated());
  }

  private static long flags(int openClass) {
    return (openClass & ACCESS_MODE)
        | ((openClass & 4) != 0 ? O_CREAT : 0)
        | ((openClass & 8) != 0 ? O_TRUNC : 0);
  }
}
