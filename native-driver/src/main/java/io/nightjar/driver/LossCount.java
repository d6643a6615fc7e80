package io.nightjar.driver;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what the CPUs and the reader lost; any thread. */
final class LossCount {
  private static final EventType[] TYPES = EventType.values();

  private final KernelCpus cpus;
  private final RingMerger merger;
  private final long clockOffsetNanos;

  LossCount(KernelCpus cpus, RingMerger merger, long clockOffsetNanos) {
    this.cpus = cpus;
    this.merger = merger;
    this.clockOffsetNanos = clockOffsetNanos;
  }

  long total() {
    long total = merger.unreadable();
    for (int cpu = 0; cpu < cpus.count(); cpu++) {
      for (EventType type : TYPES) {
        total += cpus.lost(cpu, type);
      }
    }
    return total;
  }

  Losses snapshot() {
    Map<EventType, Long> byType = new EnumMap<>(EventType.class);
    Map<Integer, Long> byCpu = new TreeMap<>();
    long first = 0;
    long last = 0;
    for (int cpu = 0; cpu < cpus.count(); cpu++) {
      for (EventType type : TYPES) {
        long lost = cpus.lost(cpu, type);
        if (lost > 0) {
          byType.merge(type, lost, Long::sum);
          byCpu.merge(cpu, lost, Long::sum);
        }
      }
      long since = cpus.firstLost(cpu);
      first = since == 0 || (first != 0 && first < since) ? first : since;
      last = Math.max(last, cpus.lastLost(cpu));
    }
    return new Losses(byType, byCpu, merger.unreadable(), wall(first), wall(last));
  }

  private long wall(long bootNanos) {
    return bootNanos == 0 ? 0 : bootNanos + clockOffsetNanos;
  }
}
