package io.nightjar.agent;

import io.nightjar.agent.link.Engines;
import io.nightjar.agent.pods.KnownPods;
import io.nightjar.agent.pods.PodFeed;
import io.nightjar.agent.spool.Spool;
import io.nightjar.agent.tasks.TaskWorker;
import io.nightjar.cli.VersionCommand;
import io.nightjar.detect.Detection;
import io.nightjar.fleet.wire.AgentReport;
import io.nightjar.fleet.wire.Hello;
import io.nightjar.fleet.wire.SensorState;
import io.nightjar.http.KillSwitchState;
import io.nightjar.http.Status;
import io.nightjar.node.NodeSensor;
import io.nightjar.observe.HealthCheck;
import io.nightjar.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How the agent is now, put together on demand: for its engine, for people, for Kubernetes. */
record AgentStatus(
    String node,
    String boot,
    Instant startedAt,
    NodeSensor sensor,
    AgentRules rules,
    SpoolIntake intake,
    Spool spool,
    Uplink uplink,
    Engines engines,
    Greeting greeting,
    PodFeed feed,
    KnownPods pods,
    TaskWorker tasks,
    KillPermissions permissions,
    InstantSource clock) {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final Path SELF = Path.of("/proc/self/status");
  private static final String RESIDENT = "VmRSS:";
  private static final int KIBI = 1_024;

  /** Id of the machine's boot, or empty where it has none. */
  static String bootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** What is said first. */
  Hello hello() {
    return new Hello(
        node, boot, VersionCommand.version(), startedAt, sensorState(), rules.inForce().digest());
  }

  private SensorState sensorState() {
    return new SensorState(sensor.on(), sensor.detail());
  }

  /** What is reported again and again. */
  AgentReport report() {
    Spool.Depth depth = spool.depth();
    Map<String, Long> counters = new TreeMap<>(counters());
    counters.put(AgentReport.DETECTIONS, intake.detections());
    counters.put(AgentReport.LOST_EVENTS, sensor.losses());
    counters.put(AgentReport.FAILED_EVENTS, sensor.failures());
    counters.put(AgentReport.RESIDENT_BYTES, residentBytes());
    return new AgentReport(
        boot,
        VersionCommand.version(),
        startedAt,
        sensorState(),
        rules.inForce().digest(),
        rules.inForce().rules().rules().size(),
        new AgentReport.Spool(
            depth.waiting(), depth.bytes(), oldest(), spool.givenUp() + intake.shed()),
        counters);
  }

  private @Nullable Instant oldest() {
    return spool.oldest().map(AgentStatus::time).orElse(null);
  }

  private static @Nullable Instant time(byte[] body) {
    try {
      return Json.MAPPER.readValue(body, Detection.class).time();
    } catch (IOException | RuntimeException e) {
      return null;
    }
  }

  private static long residentBytes() {
    try {
      for (String line : Files.readAllLines(SELF)) {
        if (line.startsWith(RESIDENT)) {
          return Long.parseLong(line.replaceAll("\\D", "")) * KIBI;
        }
      }
    } catch (IOException e) {
      // no Linux: it is not told
    }
    return 0;
  }

  /** For {@code status}. */
  Status now() {
    Spool.Depth depth = spool.depth();
    SortedMap<String, Long> counters = new TreeMap<>(counters());
    counters.put("spool waiting", depth.waiting());
    counters.put("detections waiting", (long) intake.waiting());
    return new Status(
        VersionCommand.version(),
        "agent",
        startedAt,
        clock.instant(),
        node,
        Status.Leadership.alone(node, 0, startedAt),
        new Status.Cluster(
            "engine", engines.current().toString(), false, engines.trouble().isEmpty()),
        List.of(
            new Status.Source("kernel", sensor.on(), sensor.detail()),
            new Status.Source(
                "pods",
                feed.following(),
                pods.size()
                    + " known"
                    + (feed.following() ? " from the engine" : ", as they were last told"))),
        rules.inForce().rules().rules().size(),
        List.of(),
        new TreeMap<>(),
        new KillSwitchState(false, ""),
        counters,
        losses(),
        broken());
  }

  private Map<String, Long> counters() {
    return Map.of(
        AgentReport.EVENTS,
        sensor.events(),
        "detections sent",
        uplink.sent(),
        "detections refused",
        uplink.refused(),
        "tasks done",
        tasks.done(),
        "tasks refused",
        tasks.refused());
  }

  private SortedMap<String, Long> losses() {
    return new TreeMap<>(
        Map.of(
            "kernel ring",
            sensor.losses(),
            "events not judged",
            sensor.failures(),
            "detections not stored one by one",
            intake.shed(),
            "spool",
            spool.givenUp()));
  }

  private SortedMap<String, String> broken() {
    SortedMap<String, String> broken = new TreeMap<>();
    Map.of(
            "rules",
            rules.broken(),
            "engine",
            engines.trouble(),
            "spool",
            spool.problem(),
            "node",
            greeting.stranger())
        .forEach(
            (what, why) -> {
              if (!why.isEmpty()) {
                broken.put(what, why);
              }
            });
    return broken;
  }

  /** For {@code /metrics}. */
  Map<String, Double> gauges() {
    Spool.Depth depth = spool.depth();
    return new TreeMap<>(
        Map.of(
            "engine_reached", engines.trouble().isEmpty() ? 1.0 : 0.0,
            "spool_bytes", (double) depth.bytes(),
            "spool_limit_bytes", (double) depth.mostBytes(),
            "spool_in_memory", (double) depth.inMemory(),
            "pods", (double) pods.size(),
            "pods_followed", feed.following() ? 1.0 : 0.0,
            "tasks_running", (double) tasks.running(),
            "kill_permissions", (double) permissions.count()));
  }

  /** What a restart would mend. */
  List<HealthCheck> alive() {
    return List.of(
        HealthCheck.ofThread("sensor", sensor::busy), HealthCheck.ofThread("intake", intake::busy));
  }

  /** What has to be well for the agent to be of use: it sees, and what it sees is not lost. */
  List<HealthCheck> ready() {
    return List.of(
        new HealthCheck("sensor", () -> sensor.on() ? "" : sensor.detail()),
        new HealthCheck(
            "detections",
            () ->
                engines.trouble().isEmpty() || spool.problem().isEmpty()
                    ? ""
                    : "no engine answers ("
                        + engines.trouble()
                        + "), and the spool takes nothing: "
                        + spool.problem()));
  }
}
