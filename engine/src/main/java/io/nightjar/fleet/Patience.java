package io.nightjar.fleet;

import io.nightjar.fleet.wire.NodeWork;
import java.time.Duration;

/**
 * How long an answer of an agent is waited for; a little less than the responder waits for the
 * action, so that the truth is told before its time is over.
 *
 * @param collecting evidence, with the time that the agent needs to bring it
 */
record Patience(Duration acting, Duration collecting) {

  private static final Duration USUAL = Duration.ofSeconds(8);
  private static final Duration MARGIN = Duration.ofSeconds(2);
  private static final Duration ONE_MINUTE = Duration.ofMinutes(1);

  /**
   * @param lookFor the time limit of actions that only look
   */
  static Patience within(Duration lookFor) {
    return new Patience(USUAL, lookFor.minus(MARGIN));
  }

  Duration of(NodeWork work) {
    return work instanceof NodeWork.Collect || work instanceof NodeWork.Found ? collecting : acting;
  }

  /** For so long the same question means the same attempt. */
  Duration same(NodeWork work) {
    Duration twice = of(work).multipliedBy(2);
    return twice.compareTo(ONE_MINUTE) > 0 ? twice : ONE_MINUTE;
  }
}
