package io.nightjar.cli.bench;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.Detection;
import io.nightjar.detect.DetectionBuilder;
import io.nightjar.detect.Detector;
import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.KernelEventSource;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.bench.BaitLedger;
import io.nightjar.driver.bench.ProcessClock;
import io.nightjar.event.Sensor;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path of an event from the kernel to the detection, as the agent of a node has it, with its
 * counters. Thread: one, beside the sensor's own.
 */
final class Agent implements AutoCloseable {
  private static final String SENSOR_THREAD = "sensor";

  private final RuleSet rules;
  private final Detector detector;
  private final WrittenDirectories writes = new WrittenDirectories();
  private final BaitLedger ledger = new BaitLedger();
  private final ProcessClock clock = new ProcessClock();
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Runnable onFirstAlert;
  private Sending sending = Sending.OFF;
  private @Nullable KernelEventSource source;
  private @Nullable Sensor sensor;
  private long deliveredBefore;
  private volatile long alerts;
  private volatile long fence;
  private boolean alerted;

  /**
   * @param pod UID of the pod that the load is made in, empty for none
   * @param container id of its container
   * @param onFirstAlert runs once, on the sensor's thread
   */
  Agent(RuleSet rules, String pod, String container, Runnable onFirstAlert) {
    this.rules = rules;
    this.onFirstAlert = onFirstAlert;
    this.detector =
        new Detector(
            new RuleEvaluator(rules),
            new OnePod(pod, container),
            new DetectionBuilder("benchmark", writes, Duration.ZERO));
  }

  /** Loads the driver anew, or takes it out. */
  void send(Sending wanted) throws DriverUnavailable {
    stop();
    if (wanted != Sending.OFF) {
      KernelEventSource opened = KernelEventSource.open();
      source = opened;
      AgentFilter.apply(opened, rules, wanted);
      opened.urgent(rules.eventTypes());
      opened.sendEnvironment(rules.usesEnvironment());
      ProcessTable processes = ProcessTable.ofThisMachine();
      processes.keepEnvironment(rules.usesEnvironment());
      processes.seed();
      sensor =
          new Sensor(
              opened,
              processes,
              writes,
              (event, process) -> detector.detect(event, process, this::on));
      sensor.start();
    }
    sending = wanted;
  }

  private void stop() {
    if (sensor != null) {
      sensor.close();
    }
    sensor = null;
    source = null;
    deliveredBefore = detector.events();
    alerts = 0;
    clearBait();
  }

  void clearBait() {
    ledger.clear();
  }

  // one writer, so the increment loses nothing
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void on(Detection detection) {
    if (!detection.rule().equals(BenchRules.BAIT)) {
      alerts++;
      return;
    }
    String file = detection.field("fd.name");
    String name = file.substring(file.lastIndexOf('/') + 1);
    if (name.startsWith(BenchRules.FENCE_PREFIX)) {
      fence = Long.parseLong(name.substring(BenchRules.FENCE_PREFIX.length()));
      return;
    }
    alerts++;
    ledger.see(name);
    if (!alerted) {
      alerted = true;
      onFirstAlert.run();
    }
  }

  AgentSample sample() throws IOException {
    KernelEventSource open = source;
    long delivered = detector.events() - deliveredBefore;
    long lost = open == null ? 0 : open.losses();
    long filtered = open == null ? 0 : AgentFilter.filtered(open);
    return new AgentSample(
        sending,
        sensorCpuNanos(),
        // this thread only answers the benchmark
        clock.cpuNanos() - threads.getCurrentThreadCpuTime(),
        // what is sent is delivered or lost
        filtered + delivered + lost,
        filtered,
        delivered,
        lost,
        alerts,
        sensor == null ? 0 : sensor.failures(),
        residentBytes(),
        fence,
        ledger.state());
  }

  private long sensorCpuNanos() {
    for (ThreadInfo info : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (info != null && info.getThreadName().equals(SENSOR_THREAD)) {
        return Math.max(0, threads.getThreadCpuTime(info.getThreadId()));
      }
    }
    return 0;
  }

  private static long residentBytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    return 0;
  }

  @Override
  public void close() {
    stop();
  }

  /** A cluster with the pod of the load, which its context is looked up in. */
  private record OnePod(String uid, String containerId) implements PodLookup {

    @Override
    public Optional<PodInfo> byUid(String podUid) {
      return podUid.equals(uid) && !uid.isEmpty() ? Optional.of(pod()) : Optional.empty();
    }

    @Override
    public Optional<PodInfo> byContainerId(String id) {
      return Optional.empty();
    }

    @Override
    public List<PodInfo> ofWorkload(String workloadUid) {
      return List.of();
    }

    private PodInfo pod() {
      return new PodInfo(
          new PodTarget("benchmark", "load", uid),
          "benchmark",
          Map.of("app", "load"),
          null,
          PodInfo.Phase.READY,
          false,
          List.of(new ContainerInfo("load", containerId, "example.org/load:1", false)));
    }
  }
}
