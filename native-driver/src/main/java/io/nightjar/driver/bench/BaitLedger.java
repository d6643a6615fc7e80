package io.nightjar.driver.bench;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which bait was seen: names are {@code <process>.<number>}, numbers begin at 0 and have no gap.
 * Thread: any.
 */
public final class BaitLedger {
  private static final int MAX_PROCESSES = 1024;
  private static final int MAX_NUMBER = 1 << 26;

  private final Map<Integer, BitSet> seen = new TreeMap<>();
  private final Map<Integer, Integer> last = new TreeMap<>();
  private long twice;
  private long disordered;
  private long strange;

  /**
   * What was seen so far.
   *
   * @param seen different pieces
   * @param twice how often one was seen again
   * @param disordered how often one was seen after a later one of the same process
   * @param strange names that are no bait
   * @param numbers for each process the ranges seen, {@code first, last, first, last …}
   */
  public record State(
      long seen, long twice, long disordered, long strange, Map<Integer, List<Integer>> numbers) {

    /** How many were laid and not seen. */
    public long missing(LoadResult laid) {
      return laid.bait() - seen;
    }

    /** Runs of neighbours that were laid and not seen. */
    public long gaps(LoadResult laid) {
      long gaps = 0;
      for (int process = 0; process < laid.workers().size(); process++) {
        long next = 0;
        List<Integer> ranges = numbers.getOrDefault(process, List.of());
        for (int i = 0; i < ranges.size(); i += 2) {
          gaps += ranges.get(i) > next ? 1 : 0;
          next = ranges.get(i + 1) + 1L;
        }
        gaps += laid.workers().get(process).bait() > next ? 1 : 0;
      }
      return gaps;
    }
  }

  /** Takes note of a name. */
  public synchronized void see(String name) {
    int dot = name.indexOf('.');
    int process;
    int number;
    try {
      process = Integer.parseInt(name.substring(0, Math.max(0, dot)));
      number = Integer.parseInt(name.substring(dot + 1));
    } catch (NumberFormatException e) {
      strange++;
      return;
    }
    if (process < 0 || process >= MAX_PROCESSES || number < 0 || number >= MAX_NUMBER) {
      strange++;
      return;
    }
    BitSet numbers = seen.computeIfAbsent(process, p -> new BitSet());
    twice += numbers.get(number) ? 1 : 0;
    disordered += number < last.getOrDefault(process, -1) ? 1 : 0;
    last.put(process, number);
    numbers.set(number);
  }

  /** Begins anew. */
  public synchronized void clear() {
    seen.clear();
    last.clear();
    twice = 0;
    disordered = 0;
    strange = 0;
  }

  public synchronized State state() {
    Map<Integer, List<Integer>> numbers = new TreeMap<>();
    long count = 0;
    for (Map.Entry<Integer, BitSet> entry : seen.entrySet()) {
      count += entry.getValue().cardinality();
      numbers.put(entry.getKey(), ranges(entry.getValue()));
    }
    return new State(count, twice, disordered, strange, numbers);
  }

  private static List<Integer> ranges(BitSet set) {
    List<Integer> ranges = new ArrayList<>();
    for (int from = set.nextSetBit(0); from >= 0; ) {
      int end = set.nextClearBit(from);
      ranges.add(from);
      ranges.add(end - 1);
      from = set.nextSetBit(end);
    }
    return ranges;
  }
}
