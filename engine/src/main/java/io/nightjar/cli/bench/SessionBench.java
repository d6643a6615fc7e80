package io.nightjar.cli.bench;

import io.nightjar.detect.Detection;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.SessionFact;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.VirtualSession;
import io.nightjar.playbook.calendar.Calendars;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/** How many detections one thread judges in a second. */
final class SessionBench {
  static final int RATE = 50_000;
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");
  private static final Duration STEP = Duration.ofSeconds(1).dividedBy(RATE);

  private final CompiledPlaybooks playbooks;
  private final Calendars calendars;
  private final int count;

  /**
   * One measured load.
   *
   * @param perSecond detections judged in a second of the thread's processor time
   * @param facts that the session holds at the end
   * @param asked responses that were asked for
   */
  record Row(String load, int detections, double perSecond, long facts, long asked) {}

  /** What the detections of a load are like. */
  enum Load {
    /** Sixty rules on five hundred workloads, a third of the rules is named by a playbook. */
    MIXED("mixed"),
    /** The same, and every rule is named by a playbook. */
    NAMED("every rule named"),
    /** One rule that a playbook counts, on one workload, from one process. */
    STORM("one workload's storm"),
    /** The same from ever other processes. */
    PROCESSES("a storm of processes");

    private final String words;

    Load(String words) {
      this.words = words;
    }
  }

  /**
   * @param count detections of a round
   */
  SessionBench(CompiledPlaybooks playbooks, Calendars calendars, int count) {
    this.playbooks = playbooks;
    this.calendars = calendars;
    this.count = count;
  }

  /** The median of some rounds, each in a session of its own, after one that warms up. */
  Row measure(Load load, int rounds) {
    List<Row> rows = new ArrayList<>();
    for (int round = 0; round <= rounds; round++) {
      Row row = round(load);
      if (round > 0) {
        rows.add(row);
      }
    }
    rows.sort((a, b) -> Double.compare(a.perSecond(), b.perSecond()));
    return rows.get(rows.size() / 2);
  }

  private Row round(Load load) {
    Random random = new Random(7);
    IntFunction<Detection> next = i -> detection(load, i, random);
    long asked = 0;
    long nanos = 0;
    try (VirtualSession session =
        new VirtualSession(playbooks, calendars, SessionLimits.DEFAULT, START)) {
      List<SessionFact> batch = new ArrayList<>();
      for (int i = 0; i < count; ) {
        batch.clear();
        for (int end = Math.min(count, i + 10_000); i < end; i++) {
          batch.add(SessionFact.of(next.apply(i)));
        }
        long before = processorTime();
        for (SessionFact fact : batch) {
          asked += session.insert(fact).stream().filter(Decision.Asked.class::isInstance).count();
        }
        nanos += processorTime() - before;
      }
      return new Row(load.words, count, count * 1e9 / nanos, session.facts().size(), asked);
    }
  }

  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Detection detection(Load load, int i, Random random) {
    Instant time = START.plus(STEP.multipliedBy(i));
    String id = "d-" + i;
    int workload = (int) Math.abs(random.nextGaussian() * 150) % 500;
    return switch (load) {
      case MIXED ->
          BenchDetections.of(id, BenchDetections.rule(random.nextInt(60)), workload, i, time);
      case NAMED ->
          BenchDetections.of(id, BenchDetections.rule(3 * random.nextInt(20)), workload, i, time);
      case STORM -> BenchDetections.of(id, "Read sensitive file untrusted", 1, 1, time);
      case PROCESSES -> BenchDetections.of(id, "Read sensitive file untrusted", 1, i, time);
    };
  }
}
