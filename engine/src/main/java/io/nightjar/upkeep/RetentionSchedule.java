package io.nightjar.upkeep;

import io.nightjar.store.Database;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tidies the store when it is due, on a thread of its own; a restart does not begin it anew. */
public final class RetentionSchedule implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RetentionSchedule.class);
  private static final long LOOK_SECONDS = 60;
  private static final long END_SECONDS = 10;
  private static final Duration AGAIN_AFTER_FAILURE = Duration.ofMinutes(10);

  private final Retention retention;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("retention").daemon().factory());
  private volatile RetentionSettings settings;
  private Instant next;

  private RetentionSchedule(
      Retention retention, RetentionSettings settings, Instant next, InstantSource clock) {
    this.retention = retention;
    this.settings = settings;
    this.next = next;
    this.clock = clock;
  }

  public static RetentionSchedule start(
      Database database, Retention retention, RetentionSettings settings, InstantSource clock) {
    Instant next = database.read(UpkeepTable::last).map(LastSweep::next).orElse(Instant.EPOCH);
    RetentionSchedule schedule = new RetentionSchedule(retention, settings, next, clock);
    ScheduledFuture<?> unused =
        schedule.thread.scheduleWithFixedDelay(
            schedule::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    return schedule;
  }

  /** Takes what a reloaded configuration says, from the next sweep on. */
  public void configure(RetentionSettings changed) {
    settings = changed;
  }

  /** Sweeps if it is due. */
  void look() {
    Instant now = clock.instant();
    RetentionSettings current = settings;
    if (now.isBefore(next)) {
      return;
    }
    try {
      Swept removed = retention.sweep(current);
      next = now.plus(current.every());
      if (removed.anything()) {
        LOG.info("retention: {}", removed);
      }
    } catch (RuntimeException e) {
      next = now.plus(AGAIN_AFTER_FAILURE);
      LOG.warn("the store could not be tidied, trying again later: {}", e.toString());
    }
  }

  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
        thread.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
