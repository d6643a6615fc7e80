package io.nightjar.agent;

import io.nightjar.agent.spool.Spool;
import io.nightjar.detect.AgentTrouble;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.store.DetectionIntake;
import io.nightjar.store.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between the sensor, which never waits, and the spool. What is written can be sent at once, while
 * another thread brings it through to the disk.
 */
final class SpoolIntake implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SpoolIntake.class);
  private static final Duration TELL_EVERY = Duration.ofSeconds(5);
  private static final Duration SYNC_EVERY = Duration.ofMillis(20);

  private final String node;
  private final Spool spool;
  private final InstantSource clock;
  private final DetectionIntake intake;
  private final AtomicLong detections = new AtomicLong();
  private final Loop syncing = new Loop("spool-sync");
  private final Loop telling = new Loop("spool-tell");

  SpoolIntake(String node, Spool spool, InstantSource clock) {
    this.node = node;
    this.spool = spool;
    this.clock = clock;
    this.intake =
        new DetectionIntake(
            this::append,
            appended -> {},
            shed ->
                log.warn(
                    "{} detections of \"{}\" came faster than they could be kept",
                    shed.count(),
                    shed.like().rule()));
  }

  void start() {
    intake.start();
    syncing.start(this::sync);
    telling.start(this::tell);
  }

  /** Returns at once. */
  void offer(Detection detection) {
    detections.incrementAndGet();
    intake.offer(detection);
  }

  private List<Detection> append(List<Detection> batch) {
    for (Detection detection : batch) {
      spool.append(detection.priority(), Json.write(detection).getBytes(StandardCharsets.UTF_8));
    }
    return batch;
  }

  private void sync() throws InterruptedException {
    spool.sync();
    syncing.sleep(SYNC_EVERY);
  }

  private void tell() throws InterruptedException {
    telling.sleep(TELL_EVERY);
    tellGivenUp();
  }

  /** What found no room is counted, and told as a detection of its own. */
  void tellGivenUp() {
    SortedMap<Priority, Long> givenUp = spool.takeGivenUp();
    if (!givenUp.isEmpty()) {
      log.warn("the spool is full, given up: {}", givenUp);
      offer(AgentTrouble.givenUp(node, givenUp, clock.instant()));
    }
  }

  /** Detections since the start. */
  long detections() {
    return detections.get();
  }

  /** Detections that wait to be written. */
  int waiting() {
    return intake.waiting();
  }

  /** Detections that came faster than they could be written. */
  long shed() {
    return intake.shed();
  }

  /** How long its thread has been on what it does; well under a second where all is well. */
  Duration busy() {
    return intake.busy();
  }

  /** Works off what was detected. */
  @Override
  public void close() {
    telling.close();
    tellGivenUp();
    intake.close();
    syncing.close();
    spool.sync();
  }
}
