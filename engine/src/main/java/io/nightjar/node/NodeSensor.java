package io.nightjar.node;

import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Detector;
import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.KernelEventSource;
import io.nightjar.driver.Losses;
import io.nightjar.driver.ProcessTable;
import io.nightjar.event.Sensor;
import io.nightjar.event.WriteFilter;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.rules.RuleSet;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel of this node as a source of detections, or the reason why it is none: without the
 * driver everything else still runs, and says so.
 */
public final class NodeSensor implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NodeSensor.class);
  private static final long LOOK_SECONDS = 1;

  /** Where detections go, what is asked of the engine, and what it has to know beside them. */
  public interface Surroundings {
    /** Takes every detection; on the sensor's thread. */
    void detected(Detection detection);

    /** Whether this process may be killed now without asking anybody. Answers at once. */
    boolean mayKill(ProcessTarget target);

    /**
     * For the trail.
     *
     * @param what such as {@code sensor.off}
     */
    void record(String what, String detail);

    /**
     * So many events are lost.
     *
     * @param where they were
     */
    void lost(long events, String where);
  }

  private final @Nullable Kernel kernel;
  private final Detector detector;
  private final String off;

  /**
   * The driver in the kernel, or the reason why there is none.
   *
   * @param source null without a driver; it records the life of processes from its open on
   */
  public record Driver(@Nullable KernelEventSource source, String off) implements AutoCloseable {

    /** May take a second: the kernel verifies its programs. */
    public static Driver open() {
      try {
        return new Driver(KernelEventSource.open(), "");
      } catch (DriverUnavailable e) {
        return new Driver(null, String.valueOf(e.getMessage()));
      }
    }

    @Override
    public void close() {
      if (source != null) {
        source.close();
      }
    }
  }

  /** What there is where the driver runs. */
  private record Kernel(
      KernelEventSource source,
      Sensor sensor,
      KernelEnforcement enforcement,
      ScheduledExecutorService looks) {}

  private NodeSensor(@Nullable Kernel kernel, Detector detector, String off) {
    this.kernel = kernel;
    this.detector = detector;
    this.off = off;
  }

  /**
   * Starts to watch where it can.
   *
   * @param driver closed with the sensor
   * @param rules what the kernel has to send, and to stop, for them
   */
  public static NodeSensor start(
      Driver driver,
      String node,
      RuleSet rules,
      WrittenDirectories writes,
      Detector detector,
      PodLookup pods,
      Surroundings around,
      InstantSource clock) {
    KernelEventSource source = driver.source();
    if (source == null) {
      around.record("sensor.off", driver.off());
      return new NodeSensor(null, detector, driver.off());
    }
    ProcessTable processes = ProcessTable.ofThisMachine();
    // what found no room while nobody could read yet is made up for by the seed
    Map<String, Long> before = losses(source);
    KernelEnforcement enforcement =
        new KernelEnforcement(
            node,
            new DriverEnforcement(source),
            pods,
            around::mayKill,
            what -> around.record("kernel.enforcement", what));
    LossWatch losses =
        new LossWatch(
            node,
            () -> lossesSince(before, source),
            around::detected,
            lost -> {
              source.forgetDirectories();
              around.lost(lost, "the kernel's ring buffers");
            },
            clock);
    configure(source, rules);
    processes.keepEnvironment(rules.usesEnvironment());
    processes.seed();
    EarlierWrites.look(processes.all(), writes);
    Sensor sensor =
        new Sensor(
            source,
            processes,
            writes,
            (event, process) -> {
              enforcement.saw(event, process);
              detector.detect(event, process, around::detected);
            });
    sensor.start();
    enforcement.use(rules.execDenials());
    return new NodeSensor(
        new Kernel(source, sensor, enforcement, looks(losses, enforcement)), detector, "");
  }

  private static ScheduledExecutorService looks(LossWatch losses, KernelEnforcement enforcement) {
    ScheduledExecutorService looks =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("sensor-look").factory());
    for (Runnable look : List.<Runnable>of(losses::look, enforcement::look)) {
      var unused =
          looks.scheduleWithFixedDelay(
              () -> survive(look), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }
    return looks;
  }

  /** A look that fails, because the store does for instance, must not be the last one. */
  private static void survive(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      log.error("a look at the sensor failed; it is tried again", e);
    }
  }

  private static void configure(KernelEventSource source, RuleSet rules) {
    source.sendEnvironment(rules.usesEnvironment());
    // what only the process table lives on can wait; any detection may ask for a containment
    source.urgent(rules.eventTypes());
    source.configure(rules.kernelFilter().or(WriteFilter.FILTER));
  }

  private static Map<String, Long> lossesSince(Map<String, Long> before, KernelEventSource source) {
    Map<String, Long> since = losses(source);
    since.replaceAll((type, count) -> count - before.getOrDefault(type, 0L));
    return since;
  }

  private static Map<String, Long> losses(KernelEventSource source) {
    Losses report = source.lossReport();
    Map<String, Long> byName = new TreeMap<>();
    report.byType().forEach((type, count) -> byName.put(type.callName(), count));
    if (report.unreadable() > 0) {
      byName.put("unreadable", report.unreadable());
    }
    return byName;
  }

  /**
   * Goes over from rules to others without missing an event for either. The kernel sends what both
   * need before the others judge, and what the others alone need after; the change itself falls
   * between two events, so that each is judged by one of the two.
   *
   * @param judge puts the others in force
   * @throws IllegalStateException when the kernel does not take them; those before stay in force
   */
  public void change(RuleSet before, RuleSet after, Runnable judge) {
    Kernel running = kernel;
    if (running == null) {
      judge.run();
    } else {
      RuleChange.between(before, after)
          .run(new RunningDriver(running.source(), running.sensor()), judge);
      running.enforcement().use(after.execDenials());
    }
  }

  /** Asks again at once where the kernel may kill, instead of at the next look. */
  public void askAgain() {
    Kernel running = kernel;
    if (running != null) {
      running.enforcement().look();
    }
  }

  public boolean on() {
    return kernel != null;
  }

  /** What it gets, or why it gets nothing. */
  public String detail() {
    return kernel == null ? off : "system calls by eBPF";
  }

  /** Events seen since the start. */
  public long events() {
    return detector.events();
  }

  /** How long its thread has been on what it does; nothing where it does not run. */
  public Duration busy() {
    return kernel == null ? Duration.ZERO : kernel.sensor().busy();
  }

  /** Events that the kernel or its ring lost. */
  public long losses() {
    return kernel == null ? 0 : kernel.sensor().losses();
  }

  /** Events that no rule could be tried on. */
  public long failures() {
    return kernel == null ? 0 : kernel.sensor().failures();
  }

  @Override
  public void close() {
    Kernel running = kernel;
    if (running != null) {
      running.looks().shutdownNow();
      running.sensor().close();
    }
  }
}
