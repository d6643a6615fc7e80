package io.nightjar.rules.field;

import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.ContainerMetadata;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one evaluator decided about a process as it is: most processes make many calls, and a check
 * of the process's name comes out the same for all of them. It hangs at the {@link ProcessInfo},
 * which is replaced by another when the process changes, so it never gets stale; what depends on
 * the ancestors is forgotten when one of those changed. Belongs to the thread of the evaluator.
 */
public final class ProcessMemo {
  private static final int FAMILY_START = 6;
  private static final int BUCKETS_START = 2;
  private static final int MAX_ANCESTORS = 64;

  private final Object owner;
  private final ContainerMetadata container;
  private final Decisions own;
  private final Decisions ofFamily;
  private int[] buckets = new int[BUCKETS_START];
  private long[][] possible = new long[BUCKETS_START][];
  private int bucketCount;
  private @Nullable ProcessInfo[] family = new ProcessInfo[FAMILY_START];
  private int familySize;
  private long familyLookedAt = -1;

  private ProcessMemo(Object owner, ContainerMetadata container, Slots slots) {
    this.owner = owner;
    this.container = container;
    this.own = new Decisions(slots.process());
    this.ofFamily = new Decisions(slots.family());
  }

  /**
   * The memo of a process, a new one if it has none of this owner in this container.
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
    if (process.note() instanceof ProcessMemo memo
        && memo.owner == owner
        && memo.container == container) {
      return memo;
    }
    ProcessMemo memo = new ProcessMemo(owner, container, slots);
    process.note(memo);
    return memo;
  }

  /** Decisions about the process itself. */
  public Decisions own() {
    return own;
  }

  /**
   * Decisions about the process and its ancestors, empty if an ancestor is another than before.
   *
   * @param event number of the event at hand: ancestors are looked at once an event
   */
  public Decisions ofFamily(@Nullable ProcessInfo process, long event) {
    if (familyLookedAt != event) {
      familyLookedAt = event;
      if (!isSameFamily(process)) {
        ofFamily.forget();
      }
    }
    return ofFamily;
  }

  private boolean isSameFamily(@Nullable ProcessInfo process) {
    boolean same = true;
    int size = 0;
    ProcessInfo next = process == null ? null : process.parent();
    while (next != null && size < MAX_ANCESTORS) {
      if (size == family.length) {
        family = Arrays.copyOf(family, 2 * size);
      }
      same &= family[size] == next;
      family[size++] = next;
      next = next.parent();
    }
    same &= size == familySize;
    familySize = size;
    return same;
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

    void forget() {
      Arrays.fill(known, 0);
    }
  }
}
