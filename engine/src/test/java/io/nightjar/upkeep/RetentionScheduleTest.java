package io.nightjar.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.respond.ManualClock;
import io.nightjar.store.TestState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetentionScheduleTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final RetentionSettings DAILY = new RetentionSettings(DAY, DAY, DAY, DAY, DAY);

  @TempDir Path temp;
  private final ManualClock clock = new ManualClock();

  private RetentionSchedule start(TestState state) {
    return RetentionSchedule.start(
        state.database(), new Retention(state.database(), Map.of(), clock), DAILY, clock);
  }

  private static Instant swept(TestState state) {
    return state.database().read(UpkeepTable::last).map(LastSweep::at).orElse(Instant.EPOCH);
  }

  @Test
  void sweepsWhenItIsDueAndNotBefore() {
    try (TestState state = TestState.open(temp);
        RetentionSchedule schedule = start(state)) {
      Instant first = clock.instant();
      schedule.look();
      assertThat(swept(state)).isEqualTo(first);
      clock.advance(DAY.minusSeconds(1));
      schedule.look();
      assertThat(swept(state)).isEqualTo(first);
      clock.advance(Duration.ofSeconds(1));
      schedule.look();
      assertThat(swept(state)).isEqualTo(first.plus(DAY));
    }
  }

  @Test
  void aRestartDoesNotBeginItAnew() {
    Instant first = clock.instant();
    try (TestState state = TestState.open(temp);
        RetentionSchedule schedule = start(state)) {
      schedule.look();
    }
    clock.advance(Duration.ofHours(12));
    try (TestState state = TestState.open(temp);
        RetentionSchedule schedule = start(state)) {
      schedule.look();
      assertThat(swept(state)).isEqualTo(first);
    }
  }

  @Test
  void aSweepThatFailsIsTriedAgain() {
    try (TestState state = TestState.open(temp);
        RetentionSchedule schedule = start(state)) {
      TestState.tamper(temp, "ALTER TABLE upkeep RENAME TO hidden");
      schedule.look();
      TestState.tamper(temp, "ALTER TABLE hidden RENAME TO upkeep");
      schedule.look();
      assertThat(swept(state)).isEqualTo(Instant.EPOCH);
      clock.advance(Duration.ofMinutes(10));
      schedule.look();
      assertThat(swept(state)).isEqualTo(clock.instant());
    }
  }
}
