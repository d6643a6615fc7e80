package io.nightjar.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found.
 *
 * @param leaves how many leaves are stored
 * @param checkpoints how many checkpoints are stored
 * @param last the last checkpoint, to be kept elsewhere; null while there is none
 * @param problems empty when the log is intact; leaves first, in order
 */
public record AuditReport(
    long leaves, long checkpoints, @Nullable Checkpoint last, List<Problem> problems) {

  public AuditReport {
    problems = List.copyOf(problems);
  }

  public boolean intact() {
    return problems.isEmpty();
  }

  /**
   * @param leaf index of the leaf that is wrong, or -1 when it is not one leaf
   * @param kind kind of that leaf as it is stored; may be what somebody put there
   * @param time time of that leaf as it is stored
   */
  public record Problem(long leaf, String kind, String time, String what) {

    static Problem general(String what) {
      return new Problem(-1, "", "", what);
    }

    /** One plain sentence: {@code leaf 17 (response.allowed, 2026-03-01T03:12:09Z): …}. */
    public String describe() {
      return leaf < 0 ? what : "leaf " + leaf + " (" + kind + ", " + time + "): " + what;
    }
  }
}
