package io.nightjar.upkeep;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.Segment;
import io.nightjar.store.AuditKeeping;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals leaves of the audit log once they are old enough, on a thread of its own. What a restart or
 * a crash cuts short is finished by the next look.
 */
public final class SealingSchedule implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SealingSchedule.class);
  private static final long LOOK_MINUTES = 60;
  private static final long END_SECONDS = 10;

  private final AuditKeeping keeping;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("audit-sealing").daemon().factory());
  private volatile @Nullable Duration after;

  private SealingSchedule(AuditKeeping keeping, @Nullable Duration after, InstantSource clock) {
    this.keeping = keeping;
    this.after = after;
    this.clock = clock;
  }

  /**
   * @param after leaves of that age are sealed; null for never
   */
  public static SealingSchedule start(
      AuditKeeping keeping, @Nullable Duration after, InstantSource clock) {
    SealingSchedule schedule = new SealingSchedule(keeping, after, clock);
    ScheduledFuture<?> unused =
        schedule.thread.scheduleWithFixedDelay(schedule::look, 1, LOOK_MINUTES, TimeUnit.MINUTES);
    return schedule;
  }

  /** Takes what a reloaded configuration says. */
  public void configure(@Nullable Duration changed) {
    after = changed;
  }

  /** Seals what is old enough; returns what was made. */
  List<Segment> look() {
    Duration age = after;
    if (age == null) {
      return List.of();
    }
    try {
      List<Segment> sealed = keeping.seal(clock.instant().minus(age), AuditDraft.NIGHTJAR);
      sealed.forEach(
          segment -> LOG.info("sealed {} of the audit log in {}", segment.range(), segment.file()));
      return sealed;
    } catch (RuntimeException e) {
      LOG.error("old leaves of the audit log could not be sealed: {}", e.getMessage());
      return List.of();
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
