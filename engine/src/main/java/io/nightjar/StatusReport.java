package io.nightjar;

import io.nightjar.alert.Alerts;
import io.nightjar.cli.RunOptions;
import io.nightjar.cli.VersionCommand;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.fleet.Fleet;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.Mode;
import io.nightjar.http.KillSwitchState;
import io.nightjar.http.Refusals;
import io.nightjar.http.Status;
import io.nightjar.node.NodeSensor;
import io.nightjar.notify.Outbox;
import io.nightjar.page.work.Background;
import io.nightjar.page.work.Kept;
import io.nightjar.playbook.Decider;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.policy.Reloading;
import io.nightjar.respond.ResponseDesk;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How the engine is now, put together on demand. */
record StatusReport(
    RunOptions options,
    Instant startedAt,
    ClusterConnection cluster,
    Kept<Boolean> reachable,
    NodeSensor sensor,
    Decider session,
    Reloading reloading,
    Calendars calendars,
    KillSwitch killSwitch,
    ResponseDesk desk,
    Outbox outbox,
    Alerts alerts,
    OutputWiring outputs,
    ObserveWiring observe,
    Pipeline pipeline,
    Ingestion ingestion,
    KubernetesSources kubernetes,
    Refusals refusals,
    Fleet fleet,
    Watchkeeping watch) {

  Status now() {
    return now(answers());
  }

  /** The same for one who knows already whether the API server answers. */
  Status now(boolean reachable) {
    Instant now = options.clock().instant();
    String why = killSwitch.engaged();
    return new Status(
        VersionCommand.version(),
        text(reloading.configuration().modeOn(cluster.isPractice())),
        startedAt,
        now,
        options.configuration().node(),
        watch.status(),
        new Status.Cluster(cluster.name(), cluster.server(), cluster.isPractice(), reachable),
        sources(),
        reloading.inForce().rules().rules().size(),
        List.copyOf(session.playbooks().names()),
        calendarsAt(now),
        new KillSwitchState(why != null, why == null ? "" : why),
        all(
            alerts.counters(),
            outputs.counters(),
            ingestion.counters(),
            kubernetes.counters(),
            refusals.counts(),
            fleet.counters(),
            outbox.counters(),
            session.counters(),
            reloading.counters(),
            Map.of(
                "events",
                sensor.events(),
                "detections.waiting",
                (long) pipeline.waiting(),
                "session.waiting",
                (long) session.waiting(),
                "session.facts",
                (long) session.facts(),
                "session.collapsed",
                session.counts().collapsed(),
                "session.passed over",
                session.counts().passedOver())),
        all(
            alerts.losses(),
            outputs.losses(),
            observe.losses(),
            ingestion.losses(),
            kubernetes.losses(),
            fleet.losses(),
            session.losses(),
            Map.of(
                "kernel ring", sensor.losses(),
                "events not judged", sensor.failures(),
                "detections not stored one by one", pipeline.shed(),
                "session facts", session.counts().evicted(),
                "announcements", desk.lostAnnouncements(),
                "notices", outbox.lost())),
        broken());
  }

  private boolean answers() {
    return reachable.get().map(Background.Done::result).orElse(false);
  }

  private List<Status.Source> sources() {
    List<Status.Source> sources = new ArrayList<>();
    if (!options.overrides().engine()) {
      sources.add(new Status.Source("kernel", sensor.on(), sensor.detail()));
    }
    if (options.configuration().agents().listen() != null) {
      sources.add(new Status.Source("agents", fleet.hears(), fleet.words()));
    }
    sources.addAll(kubernetes.sources());
    session
        .engines()
        .ifPresent(
            engines ->
                sources.add(new Status.Source("deciding", session.troubles().isEmpty(), engines)));
    return sources;
  }

  @SafeVarargs
  private static SortedMap<String, Long> all(Map<String, Long>... parts) {
    SortedMap<String, Long> all = new TreeMap<>();
    for (Map<String, Long> part : parts) {
      all.putAll(part);
    }
    return all;
  }

  private static String text(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private SortedMap<String, Boolean> calendarsAt(Instant now) {
    SortedMap<String, Boolean> on = new TreeMap<>();
    reloading
        .configuration()
        .calendars()
        .keySet()
        .forEach(name -> on.put(name, calendars.includes(name, now)));
    return on;
  }

  private SortedMap<String, String> broken() {
    SortedMap<String, String> broken = new TreeMap<>();
    if (!reloading.broken().isEmpty()) {
      broken.put("configuration, rules and playbooks", reloading.broken());
    }
    if (!reloading.waiting().isEmpty()) {
      broken.put(
          "changed, and in force from the next start on", String.join(", ", reloading.waiting()));
    }
    session
        .takenOut()
        .forEach((playbook, why) -> broken.put("playbook " + playbook, "taken out: " + why));
    broken.putAll(session.troubles());
    session.playbooks().distrusted().forEach((name, why) -> broken.put("playbook " + name, why));
    broken.putAll(fleet.silent());
    return broken;
  }
}
