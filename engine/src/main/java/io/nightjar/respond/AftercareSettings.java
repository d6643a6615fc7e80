package io.nightjar.respond;

import java.time.Duration;

/**
 * How what succeeded is looked after.
 *
 * @param every pause between two rounds
 * @param atOnce how many responses are looked at in one round; the others wait for the next ones
 * @param readyWithin how long pods that a change replaces may take before people are told
 */
record AftercareSettings(Duration every, int atOnce, Duration readyWithin) {

  static final AftercareSettings DEFAULTS =
      new AftercareSettings(Duration.ofSeconds(15), 100, Duration.ofMinutes(3));
}
