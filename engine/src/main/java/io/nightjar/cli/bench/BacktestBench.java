package io.nightjar.cli.bench;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.detect.Detection;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.rehearse.Assumptions;
import io.nightjar.rehearse.Backtest;
import io.nightjar.rehearse.Backtested;
import io.nightjar.rehearse.JournalPast;
import io.nightjar.rehearse.Rehearsal;
import io.nightjar.store.Database;
import io.nightjar.store.Json;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StateDirectory;
import io.nightjar.store.StoreAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A month of a cluster in a store, and how long its rehearsal takes. */
final class BacktestBench {

  private static final Instant START = Instant.parse("2026-10-21T00:00:00Z");
  private static final Duration MONTH = Duration.ofDays(30);
  private static final int BATCH = 10_000;

  private final Path state;
  private final CompiledPlaybooks playbooks;
  private final Calendars calendars;
  private final int count;

  /**
   * One measured rehearsal.
   *
   * @param seconds from the first row read to the summary
   * @param heapMegabytes the most that was in use at the looks between, garbage included
   * @param requests that the gate judged
   */
  record Row(String load, int detections, double seconds, double heapMegabytes, long requests) {
    double perSecond() {
      return detections / seconds;
    }
  }

  /** What the detections of a month are like. */
  enum Load {
    /**
     * Sixty rules on five hundred workloads; a playbook names that of one detection in a hundred.
     */
    FEW("one in a hundred named"),
    /** Sixty rules on five hundred workloads, a third of the rules is named by a playbook. */
    MIXED("mixed"),
    /** The same, and every rule is named by a playbook. */
    NAMED("every rule named");

    private final String words;

    Load(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  BacktestBench(Path state, CompiledPlaybooks playbooks, Calendars calendars, int count) {
    this.state = state;
    this.playbooks = playbooks;
    this.calendars = calendars;
    this.count = count;
  }

  /**
   * Writes the month as the journal has it, without the audit log, which a rehearsal never reads.
   */
  void fill(Load load) throws SQLException {
    try (StateDirectory directory = StateDirectory.open(state)) {
      Database.open(directory, new StoreAddress.Embedded()).close();
    }
    Random random = new Random(7);
    long stepNanos = MONTH.toNanos() / count;
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + StateDirectory.database(state));
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO detections(id, time_millis, json, leaf) VALUES (?, ?, ?, ?)")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < count; i++) {
        Detection detection = detection(load, i, START.plusNanos(i * stepNanos), random);
        insert.setString(1, detection.id());
        insert.setLong(2, detection.time().toEpochMilli());
        insert.setString(3, Json.write(detection));
        insert.setLong(4, i);
        insert.addBatch();
        if (i % BATCH == BATCH - 1) {
          insert.executeBatch();
          connection.commit();
        }
      }
      insert.executeBatch();
      connection.commit();
    }
  }

  private static Detection detection(Load load, int i, Instant time, Random random) {
    int workload = (int) Math.abs(random.nextGaussian() * 150) % 500;
    int rule =
        switch (load) {
          case FEW -> random.nextInt(100) == 0 ? 3 * random.nextInt(20) : 1;
          case MIXED -> random.nextInt(60);
          case NAMED -> 3 * random.nextInt(20);
        };
    return BenchDetections.of("d-" + i, BenchDetections.rule(rule), workload, i, time);
  }

  /** One rehearsal of all of it, to its end. */
  Row measure(Load load) throws IOException, InterruptedException {
    double[] heap = {0};
    Backtest.Progress look = (read, at) -> heap[0] = Math.max(heap[0], heapMegabytes());
    Backtest.Span span = new Backtest.Span(Instant.MIN, START.plus(MONTH), Duration.ZERO);
    Rehearsal.Rehearsing what =
        new Rehearsal.Rehearsing(
            playbooks,
            calendars,
            GateSettings.of(Mode.ENFORCE),
            ActionRegistry.standardDescriptors().stream()
                .collect(Collectors.toMap(ActionDescriptor::id, Function.identity())));
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      long began = System.nanoTime();
      try (Backtested result =
          new Backtest(span, look)
              .run(
                  what,
                  Assumptions.UNANSWERED,
                  new JournalPast(database, START, START.plus(MONTH)))) {
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Row(load.words, count, seconds, heap[0], result.summary().rulings().sum());
      }
    }
  }

  private static double heapMegabytes() {
    Runtime runtime = Runtime.getRuntime();
    return (runtime.totalMemory() - runtime.freeMemory()) / 1e6;
  }
}
