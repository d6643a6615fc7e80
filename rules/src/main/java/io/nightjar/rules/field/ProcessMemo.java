package io.nightjar.rules.field;

import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.Traits;
import io.nightjar.rules.ContainerMetadata;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one evaluator decided about the processes of the same traits: most processes make many
 * calls, and most are made like others were, and a check of the process's name comes out the same
 * for all of them. It hangs at the {@link Traits}, which are replaced by others when the process
 * changes, so it never gets stale. What depends on the ancestors too is kept apart ({@link
 * FamilyMemo}). Belongs to the thread of the evaluator.
 */
public final class ProcessMemo {
  private static final int BUCKETS_START = 2;

  private final Object owner;
  private final ContainerMetadata container;
  private final Slots slots;
  private final Decisions own;
  private int[] buckets = new int[BUCKETS_START];
  private long[][] possible = new long[BUCKETS_START][];
  private int bucketCount;
  private @Nullable FamilyMemo lastFamily;

  private ProcessMemo(Object owner, ContainerMetadata container, Slots slots) {
    this.owner = owner;
    this.container = container;
    this.slots = slots;
    this.own = new Decisions(slots.process());
  }

  /**
   * The memo of a process, a new one if its traits have none of this owner in this container.
   *
   * @param process null for one that is not known, whose memo is not kept
   */
  // the very objects: comparing metadata field by field for each event would cost too much
  @SuppressWarnings("ReferenceEquality")
  static ProcessMemo of(
      @Nullable ProcessInfo process, Object owner, ContainerMetadata container, Slots slots) {
    if (process == null) {
      return new ProcessMemo(owner, container, slots);
    }
    Traits traits = process.traits();
    if (traits.note() instanceof ProcessMemo memo
        && memo.owner == owner
        && memo.container == container) {
      return memo;
    }
    ProcessMemo memo = new ProcessMemo(owner, container, slots);
    traits.note(memo);
    return memo;
  }

  /** Decisions about the traits alone. */
  public Decisions own() {
    return own;
  }

  /**
   * Decisions about the process and its ancestors as they are now. Those of a process that was made
   * by the same ancestors serve as well.
   */
  FamilyMemo family(@Nullable ProcessInfo process) {
    if (process != null
        && process.note() instanceof FamilyMemo known
        && known.isOf(this, process)) {
      return known;
    }
    FamilyMemo last = lastFamily;
    if (process == null || last == null || !last.isOf(this, process)) {
      last = new FamilyMemo(this, process, new Decisions(slots.family()));
      lastFamily = last;
    }
    if (process != null) {
      process.note(last);
    }
    return last;
  }

  /** The rules of a bucket that this process can match at all, one bit each; null if not known. */
  public long @Nullable [] possible(int bucket) {
    for (int i = 0; i < bucketCount; i++) {
      if (buckets[i] == bucket) {
        return possible[i];
      }
    }
    return null;
  }

  public void possible(int bucket, long[] rules) {
    if (bucketCount == buckets.length) {
      buckets = Arrays.copyOf(buckets, 2 * bucketCount);
      possible = Arrays.copyOf(possible, 2 * bucketCount);
    }
    buckets[bucketCount] = bucket;
    possible[bucketCount++] = rules;
  }

  /** Yes, no or not known yet, by slot. */
  public static final class Decisions {
    private final long[] known;
    private final long[] holds;

    Decisions(int slots) {
      known = new long[(slots + Long.SIZE - 1) / Long.SIZE];
      holds = new long[known.length];
    }

    /** 1 or 0, or -1 if it was not decided. */
    public int get(int slot) {
      long bit = 1L << slot;
      int word = slot / Long.SIZE;
      return (known[word] & bit) == 0 ? -1 : (holds[word] & bit) == 0 ? 0 : 1;
    }

    public void set(int slot, boolean value) {
      long bit = 1L << slot;
      int word = slot / Long.SIZE;
      known[word] |= bit;
      holds[word] = value ? holds[word] | bit : holds[word] & ~bit;
    }
  }
}
