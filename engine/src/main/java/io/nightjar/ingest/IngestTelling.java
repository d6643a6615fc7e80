package io.nightjar.ingest;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What people are told of those who hand in: the first time at once, the same again at most every
 * few minutes, with how often it was. Thread safe.
 */
final class IngestTelling {

  private static final Duration PAUSE = Duration.ofMinutes(5);
  private static final Duration LOSS_PAUSE = Duration.ofSeconds(30);
  private static final int MOST = 1_000;

  private final AlertWay outlet;
  private final InstantSource clock;
  private final Map<String, Told> told = new HashMap<>();

  private static final class Told {
    private @Nullable Instant at;
    private long since;
  }

  IngestTelling(AlertWay outlet, InstantSource clock) {
    this.outlet = outlet;
    this.clock = clock;
  }

  void doubted(String sender, String why) {
    summed(
        "doubt " + sender,
        1,
        PAUSE,
        count ->
            outlet.odd(
                sender, count + " alerts name what they may not, nobody acts on them: " + why));
  }

  void ahead(String hostname, String seconds) {
    summed(
        "clock " + hostname,
        1,
        PAUSE,
        count ->
            outlet.odd(
                hostname,
                count + " alerts have times that are " + seconds + " seconds ahead of this clock"));
  }

  void lost(String node, long events) {
    summed(
        "lost " + node,
        events,
        LOSS_PAUSE,
        count -> outlet.lost(count, "by Falco on node " + node));
  }

  private void summed(String key, long count, Duration pause, LongConsumer tell) {
    long sum;
    synchronized (this) {
      Instant now = clock.instant();
      forget(now);
      Told before = told.computeIfAbsent(key, one -> new Told());
      before.since += count;
      if (before.at != null && now.isBefore(before.at.plus(pause))) {
        return;
      }
      before.at = now;
      sum = before.since;
      before.since = 0;
    }
    tell.accept(sum);
  }

  /** Names are made up by whoever sends. */
  private void forget(Instant now) {
    if (told.size() < MOST) {
      return;
    }
    Iterator<Told> all = told.values().iterator();
    while (all.hasNext()) {
      Told one = all.next();
      if (one.at == null || one.at.plus(PAUSE).isBefore(now)) {
        all.remove();
      }
    }
    if (told.size() >= MOST) {
      told.clear();
    }
  }
}
