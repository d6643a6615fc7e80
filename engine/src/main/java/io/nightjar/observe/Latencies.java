package io.nightjar.observe;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * A histogram of times in seconds, from a millisecond to an hour, by one or two labels. Recording
 * what has been there before allocates nothing and waits for nobody. Thread safe.
 */
final class Latencies {

  private static final double[] BOUNDS = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600
  };
  private static final List<Double> UPPER_BOUNDS =
      Stream.concat(Arrays.stream(BOUNDS).boxed(), Stream.of(Double.POSITIVE_INFINITY)).toList();
  private static final double NANOS = 1e9;

  private final String name;
  private final String help;
  private final String first;
  private final String second;
  private final Map<String, Map<String, Series>> series = new ConcurrentHashMap<>();

  /**
   * @param name that ends in {@code _seconds}
   * @param second empty where there is one label
   */
  Latencies(String name, String help, String first, String second) {
    this.name = name;
    this.help = help;
    this.first = first;
    this.second = second;
  }

  private static final class Series {
    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanos = new LongAdder();

    Series() {
      Arrays.setAll(buckets, i -> new LongAdder());
    }

    void add(long nanos) {
      double seconds = nanos / NANOS;
      int bucket = 0;
      while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
        bucket++;
      }
      buckets[bucket].increment();
      this.nanos.add(nanos);
    }
  }

  /** A clock that was set back counts as no time at all. */
  void add(String one, String two, Duration time) {
    add(one, two, time.toNanos());
  }

  void add(String one, String two, long nanos) {
    Map<String, Series> known = series.get(one);
    if (known == null) {
      known = series.computeIfAbsent(one, value -> new ConcurrentHashMap<>());
    }
    Series its = known.get(two);
    if (its == null) {
      its = known.computeIfAbsent(two, value -> new Series());
    }
    its.add(Math.max(0, nanos));
  }

  HistogramSnapshot snapshot() {
    HistogramSnapshot.Builder snapshot = HistogramSnapshot.builder().name(name).help(help);
    series.forEach(
        (one, all) ->
            all.forEach(
                (two, its) ->
                    snapshot.dataPoint(
                        HistogramSnapshot.HistogramDataPointSnapshot.builder()
                            .labels(
                                second.isEmpty()
                                    ? Labels.of(first, one)
                                    : Labels.of(first, one, second, two))
                            .classicHistogramBuckets(buckets(its))
                            .sum(its.nanos.sum() / NANOS)
                            .build())));
    return snapshot.build();
  }

  private static ClassicHistogramBuckets buckets(Series its) {
    List<Number> counts = new ArrayList<>();
    for (LongAdder bucket : its.buckets) {
      counts.add(bucket.sum());
    }
    return ClassicHistogramBuckets.of(UPPER_BOUNDS, counts);
  }
}
