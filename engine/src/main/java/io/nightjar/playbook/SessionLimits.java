package io.nightjar.playbook;

import java.time.Duration;

/**
 * What bounds a session.
 *
 * @param maximumFacts remembered at most; when more come within an hour, the oldest of what there
 *     is most of are forgotten
 * @param maximumFirings of rules on one fact; a playbook that needs more is taken out
 * @param mailbox facts that may wait to be judged; then whoever brings more waits
 * @param stall after so long on one fact the session is abandoned and built anew without the
 *     playbook that holds it
 */
public record SessionLimits(int maximumFacts, int maximumFirings, int mailbox, Duration stall) {

  public static final SessionLimits DEFAULT =
      new SessionLimits(50_000, 10_000, 8_192, Duration.ofSeconds(10));

  /**
   * Of the heap for each fact: two sessions know it while playbooks are swapped, at about 4 kB each
   * (measured with fifty playbooks), and as much is left for everything else.
   */
  private static final int HEAP_BYTES_PER_FACT = 16 * 1024;

  /** How long a fact is remembered; the windows and sequences of playbooks fit into it. */
  public static final Duration MEMORY = Duration.ofHours(1);

  /**
   * How far back a start reads: what happened in the last {@link #MEMORY} is decided on, and a
   * playbook may look as far back from there.
   */
  public static final Duration PAST = MEMORY.multipliedBy(2);

  /** The default ones in a process with a heap of so many bytes at most. */
  public static SessionLimits forHeap(long bytes) {
    return new SessionLimits(
        Math.clamp(bytes / HEAP_BYTES_PER_FACT, 1_000, DEFAULT.maximumFacts),
        DEFAULT.maximumFirings,
        DEFAULT.mailbox,
        DEFAULT.stall);
  }

  public SessionLimits {
    if (maximumFacts < 1 || maximumFirings < 1 || mailbox < 1 || !stall.isPositive()) {
      throw new IllegalArgumentException("every limit of a session is positive");
    }
  }
}
