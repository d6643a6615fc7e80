package io.nightjar.driver.scap;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Entries of calls that have not returned yet, by thread; bounded in number and size. */
final class PendingEntries {
  private static final int MAX_THREADS = 1 << 14;
  private static final int MAX_BYTES = 8192;

  private final Map<Long, RawEvent> byThread =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, RawEvent> eldest) {
          return size() > MAX_THREADS;
        }
      };

  void add(RawEvent entry) {
    if (entry.size() <= MAX_BYTES) {
      byThread.put(entry.tid(), entry);
    } else {
      byThread.remove(entry.tid());
    }
  }

  /** The entry that this is the return of; null when it was not seen. */
  @Nullable RawEvent take(RawEvent exit) {
    RawEvent entry = byThread.remove(exit.tid());
    return entry != null && entry.kind().code() + 1 == exit.kind().code() ? entry : null;
  }
}
