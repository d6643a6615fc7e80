package io.nightjar.observe;

import com.sun.management.ThreadMXBean;
import io.nightjar.SampleResponses;
import io.nightjar.detect.Detection;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/**
 * Run by hand: what counting one detection and timing one commit cost the thread that does it, in
 * nanoseconds and in bytes of garbage, and what a scrape costs.
 */
final class MetricsBench {

  private static final int ROUNDS = 9;
  private static final int TIMES = 2_000_000;
  private static final int SCRAPES = 200;

  private MetricsBench() {}

  public static void main(String[] arguments) {
    Instant now = Instant.now();
    LiveMetrics live = new LiveMetrics(200, () -> now);
    Detection detection = SampleResponses.detection();
    Duration time = Duration.ofMillis(3);
    Counts counts = new Counts("x", "x", "a", "b", 10);
    Latencies latencies = new Latencies("x_seconds", "x", "a", "");
    measure("one counter", TIMES, () -> counts.add("syscall", "notice"));
    measure("one histogram", TIMES, () -> latencies.add("accepted", "", time));
    measure("one detection (two counters, one histogram)", TIMES, () -> live.detected(detection));
    measure("one commit", TIMES, () -> live.committed(2_000_000, 1));
    try (Metrics metrics = SampleMetrics.night()) {
      measure("one scrape", SCRAPES, () -> metrics.page(null));
    }
  }

  private static void measure(String what, int times, Runnable step) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double[] nanos = new double[ROUNDS];
    double[] bytes = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long bytesBefore = threads.getCurrentThreadAllocatedBytes();
      long before = threads.getCurrentThreadCpuTime();
      for (int i = 0; i < times; i++) {
        step.run();
      }
      nanos[round] = (double) (threads.getCurrentThreadCpuTime() - before) / times;
      bytes[round] = (double) (threads.getCurrentThreadAllocatedBytes() - bytesBefore) / times;
    }
    Arrays.sort(nanos);
    Arrays.sort(bytes);
    System.out.printf(
        Locale.ROOT, "%-46s %10.1f ns  %10.2f bytes%n", what, nanos[ROUNDS / 2], bytes[ROUNDS / 2]);
  }
}
