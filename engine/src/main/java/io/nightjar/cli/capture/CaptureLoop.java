package io.nightjar.cli.capture;

import io.nightjar.config.Durations;
import io.nightjar.driver.EventSource;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessTable;
import io.nightjar.driver.capture.CaptureRecorder;
import io.nightjar.driver.capture.CaptureWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Moves events from the kernel into a capture until it shall stop. One thread. */
final class CaptureLoop {
  private static final long POLL_MILLIS = 100;
  private static final long LOOK_NANOS = 1_000_000_000L;
  private static final long SEED_PAUSE_NANOS = 5_000_000_000L;

  private final EventSource source;
  private final Supplier<Map<EventType, Long>> lossesByType;
  private final ProcessTable processes;
  private final CaptureRecorder recorder;
  private final CaptureWriter writer;
  private final LongSupplier clock;
  private final Map<EventType, Long> told = new EnumMap<>(EventType.class);
  private long kernelLosses;
  private long seeded;
  private boolean unseeded;

  /**
   * @param lossesByType what the kernel lost since its start
   * @param processes the recorder's own
   * @param clock any that goes forward, in nanoseconds
   */
  CaptureLoop(
      EventSource source,
      Supplier<Map<EventType, Long>> lossesByType,
      ProcessTable processes,
      CaptureRecorder recorder,
      CaptureWriter writer,
      LongSupplier clock) {
    this.source = source;
    this.lossesByType = lossesByType;
    this.processes = processes;
    this.recorder = recorder;
    this.writer = writer;
    this.clock = clock;
    this.seeded = clock.getAsLong() - SEED_PAUSE_NANOS;
  }

  /**
   * Runs until it is told to stop, the time is over, or nothing can be written any more.
   *
   * @param atMost null for no bound
   */
  void run(BooleanSupplier stop, @Nullable Duration atMost, StatusLine status) {
    long started = clock.getAsLong();
    long looked = started;
    while (!stop.getAsBoolean() && writer.failure() == null) {
      source.poll(recorder, POLL_MILLIS);
      long now = clock.getAsLong();
      if (now - looked >= LOOK_NANOS) {
        looked = now;
        look();
        status.show(line(Duration.ofNanos(now - started)));
      }
      if (atMost != null && now - started >= atMost.toNanos()) {
        break;
      }
    }
    // what happened just before the end may still lie in the ring
    source.poll(recorder, POLL_MILLIS);
    look();
    status.clear();
  }

  /** Events that never came from the kernel. */
  long kernelLosses() {
    return kernelLosses;
  }

  // what is older than a second shall be in the file, whatever happens to this process
  private void look() {
    tellLosses();
    recorder.lookAtContainers();
    writer.flush();
  }

  private void tellLosses() {
    Map<EventType, Long> fresh = new EnumMap<>(EventType.class);
    lossesByType
        .get()
        .forEach(
            (type, count) -> {
              long more = count - told.getOrDefault(type, 0L);
              if (more > 0) {
                fresh.put(type, more);
                told.put(type, count);
                kernelLosses += more;
              }
            });
    if (!fresh.isEmpty()) {
      writer.kernelLosses(fresh);
      unseeded = true;
    }
    long now = clock.getAsLong();
    if (unseeded && now - seeded >= SEED_PAUSE_NANOS) {
      // a lost fork or exec would leave wrong ancestors; reading /proc holds the events up
      processes.seed();
      unseeded = false;
      seeded = now;
    }
  }

  private String line(Duration since) {
    long lost = kernelLosses + writer.lost();
    return "capturing for "
        + Durations.format(Duration.ofSeconds(since.toSeconds()))
        + ": "
        + ReplaySummary.amount(writer.events(), "event")
        + ", "
        + ByteSize.format(writer.bytes())
        + (lost == 0 ? ", none lost" : ", " + lost + " lost")
        + "; stop with Ctrl-C";
  }
}
