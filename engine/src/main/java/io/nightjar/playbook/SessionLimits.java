package io.nightjar.playbook;

import java.time.Duration;

/**
 * What bounds a session.
 *
 * @param maximumFacts remembered at most; when more come within an hour the oldest are forgotten
 * @param maximumFirings of rules on one fact; a playbook that needs more is taken out
 * @param mailbox facts that may wait to be judged
 * @param stall after so long on one fact the session is abandoned and built anew without the
 *     playbook that holds it
 */
public record SessionLimits(int maximumFacts, int maximumFirings, int mailbox, Duration stall) {

  public static final SessionLimits DEFAULT =
      new SessionLimits(50_000, 10_000, 65_536, Duration.ofSeconds(10));

  /** How long a fact is remembered; the windows and sequences of playbooks fit into it. */
  public static final Duration MEMORY = Duration.ofHours(1);

  public SessionLimits {
    if (maximumFacts < 1 || maximumFirings < 1 || mailbox < 1 || !stall.isPositive()) {
      throw new IllegalArgumentException("every limit of a session is positive");
    }
  }
}
