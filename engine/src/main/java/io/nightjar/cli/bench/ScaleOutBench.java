package io.nightjar.cli.bench;

import com.sun.management.OperatingSystemMXBean;
import io.nightjar.detect.Detection;
import io.nightjar.kafka.DecidingEngine;
import io.nightjar.kafka.KafkaDecider;
import io.nightjar.kafka.KafkaLog;
import io.nightjar.kafka.KafkaSettings;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.DecisionListener;
import io.nightjar.playbook.PastFacts;
import io.nightjar.playbook.SessionLimits;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import io.nightjar.store.StateDirectory;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Engines of this process on an existing Kafka, under a prefix of their own: how fast several work
 * off what waits, how long a partition takes to be taken over, and how long one detection takes.
 */
final class ScaleOutBench {

  private static final int WORKLOADS = 2_000;
  private static final int TOGETHER = 500;
  private static final int STORED = 20_000;
  private static final long PATIENCE_SECONDS = 300;
  private static final long GIVES_UP_NANOS = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);

  private final KafkaSettings like;
  private final CompiledPlaybooks playbooks;
  private final Calendars calendars;
  private final InstantSource clock;
  private int number;

  /**
   * One round.
   *
   * @param engines that decided together
   * @param perSecond detections a second, from the first partition to the last decision
   * @param perCpuSecond detections for each second of a core that this process took
   */
  record Round(int engines, double perSecond, double perCpuSecond) {}

  /**
   * One partition after the other was taken over.
   *
   * @param facts that were learnt again by all sessions
   * @param seconds until all were decided on again
   */
  record Takeover(long facts, double seconds) {}

  /**
   * @param perSecond detections that Kafka took in a second, of one sender who waits for each 500
   * @param storedPerSecond detections of which were in an embedded store after a second, too
   * @param ackMillis until one alone was acknowledged
   * @param decidedMillis from there until what was asked for was at the engine that acts
   */
  record Way(
      double perSecond,
      double storedPerSecond,
      List<Double> ackMillis,
      List<Double> decidedMillis) {}

  ScaleOutBench(
      KafkaSettings like, CompiledPlaybooks playbooks, Calendars calendars, InstantSource clock) {
    this.like = like;
    this.playbooks = playbooks;
    this.calendars = calendars;
    this.clock = clock;
  }

  private KafkaSettings settings(String prefix, String engine) {
    return new KafkaSettings(
        like.servers(),
        prefix,
        like.partitions(),
        like.replication(),
        like.keep(),
        like.missedAfter(),
        like.security(),
        engine);
  }

  private String prefix() {
    return like.prefix() + "-" + clock.millis() + "-" + number++;
  }

  private DecidingEngine.Parts parts() {
    long heap = Runtime.getRuntime().maxMemory() / (like.partitions() + 1) / 2;
    return new DecidingEngine.Parts(
        playbooks, calendars, clock, clock, SessionLimits.forHeap(heap));
  }

  private List<Detection> detections(int count) {
    Instant now = clock.instant();
    List<Detection> all = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int workload = i * 31 % WORKLOADS;
      // at a pace of a thousand a second, which ends now
      Instant time = now.minus(Duration.ofMillis(count - i));
      all.add(BenchDetections.of("k-" + i, BenchDetections.rule(i), workload, i % 7, time));
    }
    return all;
  }

  private static double send(KafkaLog log, List<Detection> detections) {
    long begun = System.nanoTime();
    for (int i = 0; i < detections.size(); i += TOGETHER) {
      log.append(detections.subList(i, Math.min(i + TOGETHER, detections.size())));
    }
    return detections.size() / seconds(begun);
  }

  private static double seconds(long begunNanos) {
    return (System.nanoTime() - begunNanos) / 1e9;
  }

  /** So many engines begin on what waits. */
  Round round(int engines, int count) {
    String prefix = prefix();
    try (KafkaLog log = KafkaLog.open(settings(prefix, "sender"), playbooks.across().looksAt())) {
      send(log, detections(count));
      long cpu = cpuNanos();
      long begun = System.nanoTime();
      List<DecidingEngine> deciding = new ArrayList<>();
      try {
        for (int i = 0; i < engines; i++) {
          deciding.add(DecidingEngine.start(settings(prefix, "engine-" + i), parts()));
        }
        untilDecided(deciding);
        double cpuSeconds = (cpuNanos() - cpu) / 1e9;
        return new Round(engines, count / seconds(begun), count / cpuSeconds);
      } finally {
        deciding.forEach(DecidingEngine::close);
      }
    } finally {
      KafkaLog.forget(settings(prefix, "sender"));
    }
  }

  /** An engine that has decided everything leaves, and another takes all of it over. */
  Takeover takeover(int count) {
    String prefix = prefix();
    try (KafkaLog log = KafkaLog.open(settings(prefix, "sender"), playbooks.across().looksAt())) {
      send(log, detections(count));
      try (DecidingEngine first = DecidingEngine.start(settings(prefix, "first"), parts())) {
        untilDecided(List.of(first));
      }
      long begun = System.nanoTime();
      try (DecidingEngine second = DecidingEngine.start(settings(prefix, "second"), parts())) {
        untilDecided(List.of(second));
        long until = System.nanoTime() + GIVES_UP_NANOS;
        while (!second.isRebuilt() && System.nanoTime() < until) {
          pause();
        }
        return new Takeover(second.learnt(), seconds(begun));
      }
    } finally {
      KafkaLog.forget(settings(prefix, "sender"));
    }
  }

  private void untilDecided(List<DecidingEngine> engines) {
    long until = System.nanoTime() + GIVES_UP_NANOS;
    while (System.nanoTime() < until) {
      List<Long> lags =
          engines.stream().flatMap(engine -> engine.lags().values().stream()).toList();
      if (lags.size() == like.partitions() + 1 && lags.stream().allMatch(lag -> lag == 0)) {
        return;
      }
      pause();
    }
    throw new IllegalStateException("not decided within " + PATIENCE_SECONDS + " s");
  }

  /** Detections one by one to an engine that acts, with a store of its own. */
  Way way(Path folder, int count) throws Exception {
    String prefix = prefix();
    Map<String, Long> askedNanos = new ConcurrentHashMap<>();
    try (StateDirectory directory = StateDirectory.open(folder);
        Database database = Database.open(directory);
        KafkaDecider acting =
            new KafkaDecider(
                new KafkaDecider.Parts(
                    settings(prefix, "acting"),
                    parts(),
                    new Journal(database, clock),
                    new Nobody(),
                    request -> noteAsked(request, askedNanos)))) {
      acting.start(PastFacts.of(List.of())).join();
      KafkaLog log = acting.entrance();
      long begun = System.nanoTime();
      double perSecond = send(log, detections(STORED));
      // some are stored with what was asked because of them, and not counted here
      while ((acting.counters().getOrDefault("kafka.detections stored", 0L) < STORED / 2
              || acting.counters().getOrDefault("kafka storing.waiting", 1L) > 0)
          && System.nanoTime() - begun < GIVES_UP_NANOS) {
        pause();
      }
      double storedPerSecond = STORED / seconds(begun);
      List<Double> ack = new ArrayList<>();
      List<Double> decided = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        Detection one =
            BenchDetections.of(
                "w-" + i,
                "Drop and execute new binary in container",
                5_000 + i,
                i,
                clock.instant());
        long sent = System.nanoTime();
        log.append(List.of(one));
        long acknowledged = System.nanoTime();
        ack.add((acknowledged - sent) / 1e6);
        long until = acknowledged + TimeUnit.SECONDS.toNanos(10);
        while (!askedNanos.containsKey(one.id()) && System.nanoTime() < until) {
          LockSupport.parkNanos(200_000);
        }
        decided.add((askedNanos.getOrDefault(one.id(), until) - acknowledged) / 1e6);
      }
      return new Way(perSecond, storedPerSecond, ack, decided);
    } finally {
      KafkaLog.forget(settings(prefix, "sender"));
    }
  }

  private static void noteAsked(ResponseRequest request, Map<String, Long> askedNanos) {
    request.detectionIds().forEach(id -> askedNanos.putIfAbsent(id, System.nanoTime()));
  }

  private static final class Nobody implements DecisionListener {
    @Override
    public void decided(Decision decision, boolean replay) {}
  }

  private static void pause() {
    LockSupport.parkNanos(5_000_000);
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }
}
