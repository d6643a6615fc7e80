package io.nightjar.crash;

import java.util.LinkedHashMap;
import java.util.Map;

/** What happened in all nights together; from any thread. */
final class CrashCounts {

  private final Map<String, Integer> kills = new LinkedHashMap<>();
  private final Map<String, Long> checked = new LinkedHashMap<>();

  synchronized void killed(String row) {
    kills.merge(row, 1, Integer::sum);
  }

  synchronized void checked(String what, long count) {
    checked.merge(what, count, Long::sum);
  }

  synchronized int kills() {
    return kills.values().stream().mapToInt(Integer::intValue).sum();
  }

  @Override
  public synchronized String toString() {
    StringBuilder text = new StringBuilder("kills by point\n");
    kills.forEach((row, count) -> text.append("%7d  %s%n".formatted(count, row)));
    text.append("%7d  in all%nchecked afterwards%n".formatted(kills()));
    checked.forEach((row, count) -> text.append("%7d  %s%n".formatted(count, row)));
    return text.toString();
  }
}
