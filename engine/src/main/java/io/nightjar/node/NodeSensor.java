package io.nightjar.node;

import io.nightjar.detect.Detection;
import io.nightjar.detect.Detector;
import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.EventType;
import io.nightjar.driver.KernelEventSource;
import io.nightjar.driver.ProcessTable;
import io.nightjar.event.Sensor;
import io.nightjar.event.WrittenDirectories;
import io.nightjar.notify.Telling;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The kernel of this node as a source of detections, or the reason why it is none: without the
 * driver everything else still runs, and says so.
 */
public final class NodeSensor implements AutoCloseable {

  private static final long LOSS_LOOK_SECONDS = 5;

  /** The file system calls that show what a container writes, whatever the rules need. */
  private static final Set<EventType> WRITES =
      EnumSet.of(
          EventType.OPEN,
          EventType.OPENAT,
          EventType.OPENAT2,
          EventType.CREAT,
          EventType.RENAME,
          EventType.RENAMEAT,
          EventType.RENAMEAT2,
          EventType.SYMLINK,
          EventType.SYMLINKAT,
          EventType.LINK,
          EventType.LINKAT,
          EventType.UNLINK,
          EventType.UNLINKAT,
          EventType.RMDIR);

  private final @Nullable KernelEventSource source;
  private final @Nullable Sensor sensor;
  private final Detector detector;
  private final String off;
  private final ScheduledExecutorService lossLook =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("loss-look").factory());
  private long toldLosses;

  private NodeSensor(
      @Nullable KernelEventSource source,
      @Nullable Sensor sensor,
      Detector detector,
      String off,
      Telling telling) {
    this.source = source;
    this.sensor = sensor;
    this.detector = detector;
    this.off = off;
    var unused =
        lossLook.scheduleWithFixedDelay(
            () -> tellLosses(telling), LOSS_LOOK_SECONDS, LOSS_LOOK_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Starts to watch where it can.
   *
   * @param types what the rules need
   * @param sink gets every detection, on the sensor's thread
   */
  public static NodeSensor start(
      Set<EventType> types,
      WrittenDirectories writes,
      Detector detector,
      Consumer<Detection> sink,
      Telling telling) {
    try {
      KernelEventSource source = KernelEventSource.open();
      source.configure(withWrites(types));
      ProcessTable processes = ProcessTable.ofThisMachine();
      processes.seed();
      Sensor sensor =
          new Sensor(
              source, processes, writes, (event, process) -> detector.detect(event, process, sink));
      sensor.start();
      return new NodeSensor(source, sensor, detector, "", telling);
    } catch (DriverUnavailable e) {
      String why = String.valueOf(e.getMessage());
      telling.record("sensor.off", "engine", why);
      return new NodeSensor(null, null, detector, why, telling);
    }
  }

  private static EnumSet<EventType> withWrites(Set<EventType> types) {
    EnumSet<EventType> all = EnumSet.copyOf(WRITES);
    all.addAll(types);
    return all;
  }

  /** From now on the kernel sends these, and what the sensor itself needs. */
  public void send(Set<EventType> types) {
    if (source != null) {
      source.configure(withWrites(types));
    }
  }

  private synchronized void tellLosses(Telling telling) {
    long now = losses();
    if (now > toldLosses) {
      telling.lost(now - toldLosses, "the kernel's ring buffer");
      toldLosses = now;
    }
  }

  public boolean on() {
    return sensor != null;
  }

  /** What it gets, or why it gets nothing. */
  public String detail() {
    return sensor == null ? off : "system calls by eBPF";
  }

  /** Events seen since the start. */
  public long events() {
    return detector.events();
  }

  /** Events that the kernel or its ring lost. */
  public long losses() {
    return sensor == null ? 0 : sensor.losses();
  }

  /** Events that no rule could be tried on. */
  public long failures() {
    return sensor == null ? 0 : sensor.failures();
  }

  @Override
  public void close() {
    lossLook.shutdownNow();
    if (sensor != null) {
      sensor.close();
    }
  }
}
