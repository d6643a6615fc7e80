package io.nightjar.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.Segment;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.store.AuditKeeping;
import io.nightjar.store.TestState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealingScheduleTest {

  private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir Path state;

  private Instant now = START;

  @Test
  void sealsWhatIsOldEnoughAndNothingUntilItIsConfigured() {
    try (TestState open = TestState.open(state)) {
      AuditKeeping keeping = new AuditKeeping(open.database(), SegmentFolder.in(state), () -> now);
      for (int day = 0; day < 10; day++) {
        open.database()
            .record(AuditDraft.of(START.plus(Duration.ofDays(day)), "test", null, "nightjar"));
      }
      now = START.plus(Duration.ofDays(10));
      try (SealingSchedule schedule = SealingSchedule.start(keeping, null, () -> now)) {
        assertThat(schedule.look()).isEmpty();
        schedule.configure(Duration.ofDays(4));
        assertThat(schedule.look()).extracting(Segment::end).containsExactly(6L);
        assertThat(schedule.look()).isEmpty();
        now = now.plus(Duration.ofDays(2));
        assertThat(schedule.look()).extracting(Segment::end).containsExactly(8L);
      }
    }
    assertThat(TestState.verify(state).problems()).isEmpty();
  }

  @Test
  void aFolderThatCannotBeWrittenIsToldAndTriedAgain() throws Exception {
    try (TestState open = TestState.open(state)) {
      Path folder = Files.writeString(state.resolve("a-file"), "");
      AuditKeeping keeping =
          new AuditKeeping(open.database(), new SegmentFolder(folder), () -> now);
      open.database().record(AuditDraft.of(START, "test", null, "nightjar"));
      now = START.plus(Duration.ofDays(10));
      try (SealingSchedule schedule =
          SealingSchedule.start(keeping, Duration.ofDays(4), () -> now)) {
        assertThat(schedule.look()).isEmpty();
        Files.delete(folder);
        assertThat(schedule.look()).hasSize(1);
      }
    }
  }
}
