package io.nightjar.rules.pushdown;

import java.util.List;
import java.util.Random;

/** A seeded source of choices. */
final class Dice {
  private final Random random;

  Dice(long seed) {
    this.random = new Random(seed);
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** True in so many of a hundred throws. */
  boolean percent(int of) {
    return below(100) < of;
  }

  <T> T any(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  long anyOf(long... choices) {
    return choices[below(choices.length)];
  }
}
