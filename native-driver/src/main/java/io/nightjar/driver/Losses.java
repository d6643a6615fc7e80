package io.nightjar.driver;

import java.util.Map;

/**
 * What was lost since the driver was opened.
 *
 * @param byType events that found their ring full; types without a loss are left out
 * @param byCpu the same, by the CPU they happened on
 * @param unreadable records that reached the reader and were not of its schema
 * @param firstNanos when the first one found its ring full: wall clock, nanoseconds since the
 *     epoch; 0 for never
 * @param lastNanos when the last one did, so far
 */
public record Losses(
    Map<EventType, Long> byType,
    Map<Integer, Long> byCpu,
    long unreadable,
    long firstNanos,
    long lastNanos) {

  public static final Losses NONE = new Losses(Map.of(), Map.of(), 0, 0, 0);

  public Losses {
    byType = Map.copyOf(byType);
    byCpu = Map.copyOf(byCpu);
  }

  /** All of it. */
  public long total() {
    return unreadable + sum(byType);
  }

  /** Losses of what the process table lives on; after one it must be seeded again. */
  public long ofProcessTable() {
    return EventType.PROCESS_TABLE.stream().mapToLong(type -> byType.getOrDefault(type, 0L)).sum();
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
