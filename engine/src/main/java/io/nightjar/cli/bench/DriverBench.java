package io.nightjar.cli.bench;

import io.nightjar.cli.UsageFailure;
import io.nightjar.driver.bench.Load;
import io.nightjar.driver.bench.LoadGenerator;
import io.nightjar.driver.bench.LoadResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Every load under every configuration, round by round in one run, so that a change of the
 * machine's pace meets all of them alike.
 */
final class DriverBench {
  private static final Duration WARM_UP = Duration.ofMillis(400);
  private static final long ALERTS_PER_SECOND = 500;

  private final Workspace workspace;
  private final AgentProcess agent;
  private final Duration duration;
  private final int rounds;
  private final Consumer<String> progress;

  DriverBench(
      Workspace workspace,
      AgentProcess agent,
      Duration duration,
      int rounds,
      Consumer<String> progress) {
    this.workspace = workspace;
    this.agent = agent;
    this.duration = duration;
    this.rounds = rounds;
    this.progress = progress;
  }

  /** Starts an agent under a load that deserves alerts; returns the time to the first one. */
  static Duration firstAlert(Workspace workspace, AgentProcess agent)
      throws IOException, UsageFailure {
    Load load =
        Load.of(Load.Kind.OPEN, workspace.plain().toString())
            .bait(workspace.nextBait(), 1)
            .perSecond(ALERTS_PER_SECOND)
            .lasting(Duration.ofSeconds(30));
    LoadGenerator.Running running = workspace.generator().start(workspace.placed(load));
    try {
      return agent.awaitFirstAlert();
    } finally {
      running.close();
    }
  }

  List<DriverReport.Section> run() throws IOException, InterruptedException {
    progress.accept("warming up");
    agent.send(Sending.EVERYTHING);
    for (DriverLoads.Planned planned : DriverLoads.of(workspace, WARM_UP)) {
      workspace.generator().run(planned.load());
    }
    agent.fence();
    List<DriverLoads.Planned> loads = DriverLoads.of(workspace, duration);
    Map<String, Map<Sending, List<DriverReading>>> readings = new HashMap<>();
    for (DriverLoads.Planned planned : loads) {
      Map<Sending, List<DriverReading>> bySending = new EnumMap<>(Sending.class);
      for (Sending sending : Sending.values()) {
        bySending.put(sending, new ArrayList<>());
      }
      readings.put(planned.name(), bySending);
    }
    for (int round = 1; round <= rounds; round++) {
      for (DriverLoads.Planned planned : loads) {
        progress.accept("round " + round + " of " + rounds + ": " + planned.title());
        for (Sending sending : order(round)) {
          readings
              .getOrDefault(planned.name(), Map.of())
              .getOrDefault(sending, new ArrayList<>())
              .add(measure(round, planned, sending));
        }
      }
    }
    return loads.stream()
        .map(planned -> section(planned, readings.getOrDefault(planned.name(), Map.of())))
        .toList();
  }

  /** Each configuration comes first, second and last in turn. */
  private static List<Sending> order(int round) {
    List<Sending> order = new ArrayList<>(List.of(Sending.values()));
    Collections.rotate(order, round);
    return order;
  }

  private DriverReading measure(int round, DriverLoads.Planned planned, Sending sending)
      throws IOException, InterruptedException {
    agent.send(sending);
    AgentSample before = sending == Sending.OFF ? agent.sample() : agent.fence();
    LoadResult result = workspace.generator().run(planned.load());
    if (result.failures() > 0) {
      throw new IOException(planned.title() + ": " + result.failures() + " rounds failed");
    }
    AgentSample after = sending == Sending.OFF ? agent.sample() : agent.fence();
    return DriverReading.of(round, planned, result, before, after);
  }

  private static DriverReport.Section section(
      DriverLoads.Planned planned, Map<Sending, List<DriverReading>> readings) {
    List<DriverReading> off = readings.getOrDefault(Sending.OFF, List.of());
    List<DriverRow> rows = new ArrayList<>();
    List<DriverReading> all = new ArrayList<>();
    for (Sending sending : Sending.values()) {
      List<DriverReading> some = readings.getOrDefault(sending, List.of());
      rows.add(DriverRow.of(some, off));
      all.addAll(some);
    }
    return new DriverReport.Section(
        planned.name(), planned.title(), planned.events(), planned.falco(), rows, all);
  }
}
