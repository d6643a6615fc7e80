package io.nightjar.rehearse;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** How often the gate would have said what. Not thread safe. */
public final class Tally {

  private final Map<Ruling, Long> counts = new EnumMap<>(Ruling.class);

  void add(Ruling ruling) {
    counts.merge(ruling, 1L, Long::sum);
  }

  public long of(Ruling ruling) {
    return counts.getOrDefault(ruling, 0L);
  }

  /** All requests together. */
  public long sum() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** By the word of the ruling, those that there were. */
  @JsonValue
  public Map<String, Long> byWord() {
    Map<String, Long> words = new TreeMap<>();
    counts.forEach((ruling, count) -> words.put(ruling.words(), count));
    return words;
  }
}
