package io.nightjar.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verification found.
 *
 * @param leaves how many leaves there are, sealed ones too
 * @param checkpoints how many checkpoints are stored in the database
 * @param last the last checkpoint, to be kept elsewhere; null while there is none
 * @param problems empty when the log is intact; leaves first, in order
 * @param segments how many segments were sealed
 * @param keys the keys of the log, the first one first
 * @param notRead what could not be looked at, though all that was fits together; one plain sentence
 *     each
 */
public record AuditReport(
    long leaves,
    long checkpoints,
    @Nullable Checkpoint last,
    List<Problem> problems,
    int segments,
    List<KeyChain.Link> keys,
    List<String> notRead) {

  public AuditReport {
    problems = List.copyOf(problems);
    keys = List.copyOf(keys);
    notRead = List.copyOf(notRead);
  }

  public boolean intact() {
    return problems.isEmpty();
  }

  /**
   * @param leaf index of the leaf that is wrong, or {@link #NONE} when it is not one leaf
   * @param kind kind of that leaf as it is stored; may be what somebody put there
   * @param time time of that leaf as it is stored
   */
  public record Problem(long leaf, String kind, String time, String what) {

    /** No single leaf. */
    public static final long NONE = Long.MIN_VALUE;

    static Problem general(String what) {
      return new Problem(NONE, "", "", what);
    }

    /** One plain sentence: {@code leaf 17 (response.allowed, 2026-03-01T03:12:09Z): …}. */
    public String describe() {
      return leaf == NONE ? what : "leaf " + leaf + " (" + kind + ", " + time + "): " + what;
    }
  }
}
