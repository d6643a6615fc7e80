package io.nightjar.signin;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A few answers for a short while, the latest used. Thread safe. */
public final class Remembered<V> {

  private record Believed<V>(V value, Instant until) {}

  private final Duration goodFor;
  private final InstantSource clock;
  private final Map<String, Believed<V>> entries;

  public Remembered(int atMost, Duration goodFor, InstantSource clock) {
    this.goodFor = goodFor;
    this.clock = clock;
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Believed<V>> eldest) {
            return size() > atMost;
          }
        };
  }

  public synchronized Optional<V> get(String key) {
    Believed<V> entry = entries.get(key);
    if (entry == null) {
      return Optional.empty();
    }
    if (!clock.instant().isBefore(entry.until())) {
      entries.remove(key);
      return Optional.empty();
    }
    return Optional.of(entry.value());
  }

  public synchronized void put(String key, V value) {
    entries.put(key, new Believed<>(value, clock.instant().plus(goodFor)));
  }

  /** False where there is one already. */
  synchronized boolean putIfAbsent(String key, V value) {
    boolean absent = get(key).isEmpty();
    if (absent) {
      put(key, value);
    }
    return absent;
  }
}
