package io.nightjar;

import io.nightjar.cli.RunOptions;
import io.nightjar.cli.VersionCommand;
import io.nightjar.config.LimitsConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.ObserveConfig;
import io.nightjar.http.EventFeed;
import io.nightjar.http.Listener;
import io.nightjar.http.Served;
import io.nightjar.node.NodeSensor;
import io.nightjar.observe.HealthCheck;
import io.nightjar.observe.Observation;
import io.nightjar.observe.Otlp;
import io.nightjar.playbook.Decider;
import io.nightjar.store.Database;
import java.util.List;
import java.util.SortedMap;

/** What Nightjar tells of itself, connected to what it tells of. */
final class ObserveWiring implements AutoCloseable {

  private final Observation observation;
  private final ObserveConfig config;
  private final LimitsConfig limits;
  private final Database database;

  private ObserveWiring(
      Observation observation, ObserveConfig config, LimitsConfig limits, Database database) {
    this.observation = observation;
    this.config = config;
    this.limits = limits;
    this.database = database;
  }

  /** Hears from now on; to be started before anything is decided. */
  static ObserveWiring start(RunOptions options, Database database, EventFeed feed) {
    ObserveConfig config = options.configuration().observe();
    Observation observation =
        new Observation(
            config,
            Otlp.traces(
                config.traces(),
                options.around().environment(),
                options.configuration().node(),
                VersionCommand.version()),
            options.clock());
    feed.watch(observation::saw);
    database.listen(observation);
    LimitsConfig limits = options.configuration().http().limits().atAnyRate();
    return new ObserveWiring(observation, config, limits, database);
  }

  /** Is to be told of every response. */
  Observation listener() {
    return observation;
  }

  /** What is served, with metrics and health. */
  Served served(
      Served served, StatusReport status, NodeSensor sensor, Decider session, Pipeline pipeline) {
    List<HealthCheck> alive =
        List.of(
            HealthCheck.ofThread("session", session::busy),
            HealthCheck.ofThread("journal", pipeline::busy),
            HealthCheck.ofThread("sensor", sensor::busy),
            new HealthCheck(
                "store", () -> database.over().isDone() ? "nothing can be written any more" : ""));
    List<HealthCheck> ready =
        List.of(
            new HealthCheck(
                "playbooks",
                () -> session.playbooks().names().isEmpty() ? "no playbook is in force" : ""),
            new HealthCheck("leader", status.watch()::unsure),
            // the server begins to listen when the journal was worked off
            new HealthCheck("replay", () -> ""));
    Observation.Pages pages =
        observation.open(database, status::now, () -> status.cluster().reachable(), alive, ready);
    Served with = served.with(pages.sections());
    for (var section : pages.guarded()) {
      with = with.guarded(section);
    }
    ListenAddress own = config.metrics().listen();
    return own == null
        ? with
        : with.with(
            new Listener(
                "observe.metrics.listen", own, null, limits, observation.onOwnPort(pages)));
  }

  SortedMap<String, Long> losses() {
    return observation.losses();
  }

  @Override
  public void close() {
    observation.close();
  }
}
