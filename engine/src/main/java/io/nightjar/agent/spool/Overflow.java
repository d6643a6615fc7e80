package io.nightjar.agent.spool;

import io.nightjar.detect.Priority;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * What the disk does not take while an engine may: a little, in memory, and only until the end of
 * the process. Not for several threads.
 */
final class Overflow {

  private static final long BYTES_AT_MOST = 4 << 20;

  private final Map<Priority, Deque<Entry>> entries = new EnumMap<>(Priority.class);
  private long bytes;
  private long count;

  /** False where there is no room. */
  boolean add(Entry entry) {
    if (bytes + entry.body().length > BYTES_AT_MOST) {
      return false;
    }
    entries.computeIfAbsent(entry.priority(), none -> new ArrayDeque<>()).addLast(entry);
    bytes += entry.body().length;
    count++;
    return true;
  }

  void read(Priority priority, Batch batch) {
    for (Entry entry : entries.getOrDefault(priority, new ArrayDeque<>(1))) {
      if (!batch.add(entry)) {
        return;
      }
    }
  }

  void taken(Priority priority, Set<Long> sequences) {
    Deque<Entry> waiting = entries.get(priority);
    if (waiting != null) {
      waiting.removeIf(
          entry -> {
            boolean gone = sequences.contains(entry.sequence());
            bytes -= gone ? entry.body().length : 0;
            count -= gone ? 1 : 0;
            return gone;
          });
    }
  }

  long count() {
    return count;
  }
}
