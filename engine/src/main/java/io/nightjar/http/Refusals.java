package io.nightjar.http;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what was not served, by port and cause: {@code http.refused.too-large}. Thread safe. */
public final class Refusals {

  private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();

  /**
   * @param port first part of the name
   * @param cause a word of ours, never of a client
   */
  void count(String port, String cause) {
    counts.computeIfAbsent(port + ".refused." + cause, key -> new LongAdder()).increment();
  }

  /** All since the start that is not 0. */
  public SortedMap<String, Long> counts() {
    SortedMap<String, Long> all = new TreeMap<>();
    counts.forEach((name, count) -> all.put(name, count.sum()));
    return all;
  }
}
