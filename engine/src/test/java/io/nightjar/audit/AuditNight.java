package io.nightjar.audit;

import io.nightjar.store.AuditKeeping;
import io.nightjar.store.Database;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A log as a few nights leave it: leaves of several days, one checkpoint to a step, older ones in
 * two segments, and a key that was rotated in between.
 */
final class AuditNight {

  static final Instant FIRST = Instant.parse("2026-03-01T03:00:00Z");

  private final Path state;
  private Instant now = FIRST;

  private AuditNight(Path state) {
    this.state = state;
  }

  /**
   * Leaves 0 to 9 (0 a detection, 4 a change of the key) and 10 to 19 (10 says that the first ten
   * were sealed) are sealed, each ten in a segment of their own; 20 says so; 21 to 24 follow.
   * Checkpoint N covers the first N leaves.
   */
  static AuditNight sealed(Path state) {
    AuditNight night = new AuditNight(state);
    night.days(10, 4);
    night.seal(); // leaf 10 says so
    night.days(9, -1);
    night.seal(); // leaf 20 says so
    night.days(4, -1);
    return night;
  }

  /** Twelve leaves in the database and the key changed by leaf 4. */
  static AuditNight online(Path state) {
    AuditNight night = new AuditNight(state);
    night.days(12, 4);
    return night;
  }

  private void days(int leaves, int rotation) {
    try (TestState open = TestState.open(state)) {
      Database database = open.database();
      for (int i = 0; i < leaves; i++) {
        now = now.plus(Duration.ofDays(1));
        if (now.equals(FIRST.plus(Duration.ofDays(1)))) {
          new Journal(database, () -> now).append(Detections.of("d1"));
        } else if (i == rotation) {
          keeping(database).rotateKey("person:kim");
        } else {
          database.record(
              AuditDraft.of(now, "test.step", i % 2 == 0 ? "r-" + i : null, "nightjar")
                  .with("text", "step \\" + i + " \u001b[2J </script>"));
        }
      }
    }
  }

  void seal() {
    now = now.plus(Duration.ofDays(1));
    try (TestState open = TestState.open(state)) {
      keeping(open.database()).seal(now, "nightjar");
    }
  }

  void rotate() {
    try (TestState open = TestState.open(state)) {
      keeping(open.database()).rotateKey("person:kim");
    }
  }

  void record(String kind) {
    now = now.plus(Duration.ofDays(1));
    try (TestState open = TestState.open(state)) {
      open.database().record(AuditDraft.of(now, kind, null, "nightjar"));
    }
  }

  private AuditKeeping keeping(Database database) {
    return new AuditKeeping(database, SegmentFolder.in(state), () -> now);
  }

  Path segments() {
    return SegmentFolder.in(state).path();
  }

  /** The segment files, the oldest first. */
  List<Path> files() {
    try (var files = Files.list(segments())) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  AuditReport report() {
    return TestState.verify(state);
  }

  List<String> problems() {
    return report().problems().stream().map(AuditReport.Problem::describe).toList();
  }
}
