package io.nightjar.respond.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.respond.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuartzTimersTest {

  /** Nightjar's night while it is day outside. */
  private static final Duration OFFSET = Duration.ofHours(-13);

  private static final InstantSource CLOCK = InstantSource.offset(InstantSource.system(), OFFSET);

  private final List<Timer> woken = new CopyOnWriteArrayList<>();
  private final List<Instant> when = new CopyOnWriteArrayList<>();

  private QuartzTimers timers() {
    return new QuartzTimers(
        CLOCK,
        timer -> {
          when.add(CLOCK.instant());
          woken.add(timer);
        });
  }

  private static Timer timer(long id, Duration in) {
    return new Timer(id, "r1", Timer.Kind.EXPIRE, CLOCK.instant().plus(in));
  }

  @Test
  void wakesAtTheTimeOfAnOffsetClock() {
    try (QuartzTimers timers = timers()) {
      Timer soon = timer(1, Duration.ofMillis(300));
      timers.schedule(soon);
      await().until(() -> woken.equals(List.of(soon)));
      assertThat(when.getFirst())
          .isAfterOrEqualTo(soon.due())
          .isBefore(soon.due().plus(Duration.ofSeconds(5)));
    }
  }

  @Test
  void missedTimersWakeAtOnce() {
    try (QuartzTimers timers = timers()) {
      Timer missed = timer(1, Duration.ofDays(-2));
      timers.schedule(missed);
      await().until(() -> woken.equals(List.of(missed)));
    }
  }

  @Test
  void cancelledAndReplacedTimersDoNotWake() {
    try (QuartzTimers timers = timers()) {
      timers.schedule(timer(1, Duration.ofMillis(200)));
      timers.cancel(1);
      timers.cancel(99);
      timers.schedule(timer(2, Duration.ofMillis(200)));
      Timer later = timer(2, Duration.ofMillis(500));
      timers.schedule(later);
      await().until(() -> !woken.isEmpty());
      await().pollDelay(Duration.ofMillis(300)).until(() -> true);
      assertThat(woken).containsExactly(later);
    }
  }

  /**
   * Clocks forward and back in Berlin, a leap day's beginning and end, a leap second, a year's end.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-03-29T01:00:00Z",
        "2026-10-25T01:00:00Z",
        "2028-02-29T00:00:00Z",
        "2028-03-01T00:00:00Z",
        "2016-12-31T23:59:59Z",
        "2027-01-01T00:00:00Z"
      })
  void aDurationIsAsLongAcrossEverythingThatHappensToClocks(Instant moment) {
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
    Instant started = Instant.now();
    InstantSource clock =
        InstantSource.offset(
            InstantSource.system(), Duration.between(started, moment.minusMillis(100)));
    try (QuartzTimers timers =
        new QuartzTimers(
            clock,
            timer -> {
              when.add(clock.instant());
              woken.add(timer);
            })) {
      Timer timer = new Timer(1, "r1", Timer.Kind.UNDO, moment.plusMillis(150));
      timers.schedule(timer);
      await().until(() -> woken.equals(List.of(timer)));
      assertThat(when.getFirst())
          .isAfterOrEqualTo(timer.due())
          .isBefore(timer.due().plus(Duration.ofSeconds(20)));
    } finally {
      TimeZone.setDefault(before);
    }
  }
}
