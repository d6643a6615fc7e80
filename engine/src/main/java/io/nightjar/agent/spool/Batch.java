package io.nightjar.agent.spool;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is sent at once, bounded; it takes at least one. */
final class Batch {

  private final int most;
  private final long mostBytes;
  private final List<Entry> entries = new ArrayList<>();
  private long bytes;

  Batch(int most, long mostBytes) {
    this.most = most;
    this.mostBytes = mostBytes;
  }

  /** False where there is no room for it. */
  boolean add(Entry entry) {
    if (full() || (!entries.isEmpty() && bytes + entry.body().length > mostBytes)) {
      return false;
    }
    entries.add(entry);
    bytes += entry.body().length;
    return true;
  }

  boolean full() {
    return entries.size() >= most || bytes >= mostBytes;
  }

  /** In the order in which they happened. */
  List<Entry> entries() {
    entries.sort(Comparator.comparingLong(Entry::sequence));
    return List.copyOf(entries);
  }
}
