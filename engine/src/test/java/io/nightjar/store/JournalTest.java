package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditRecords;
import io.nightjar.detect.Detection;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

  private static final InstantSource CLOCK = () -> Detections.TIME.plusSeconds(1);

  @TempDir Path temp;

  @Test
  void detectionIsAcceptedOnce() {
    try (TestState state = TestState.open(temp)) {
      Journal journal = new Journal(state.database(), CLOCK);
      Detection first = Detections.of("a");
      Detection second = Detections.of("b");
      assertThat(journal.append(first)).containsExactly(first);
      assertThat(journal.append(first, second, second)).containsExactly(second);
      assertThat(journal.append(first)).isEmpty();
      assertThat(journal.append(List.of())).isEmpty();
      assertThat(journal.since(Detections.TIME)).containsExactly(first, second);
    }
  }

  @Test
  void acceptedDetectionsAreThereAfterReopening() {
    Detection detection = Detections.of("a");
    try (TestState state = TestState.open(temp)) {
      new Journal(state.database(), CLOCK).append(detection);
    }
    try (TestState state = TestState.open(temp)) {
      Journal journal = new Journal(state.database(), CLOCK);
      assertThat(journal.since(Detections.TIME)).containsExactly(detection);
      assertThat(journal.append(detection)).isEmpty();
    }
  }

  @Test
  void onlyWhatHappenedSinceIsReplayed() {
    try (TestState state = TestState.open(temp)) {
      Journal journal = new Journal(state.database(), CLOCK);
      Detection late = Detections.of("late", Detections.TIME.plusSeconds(60));
      Detection early = Detections.of("early", Detections.TIME.minusSeconds(60));
      Detection middle = Detections.of("middle");
      journal.append(late, early, middle);
      assertThat(journal.since(Detections.TIME)).containsExactly(late, middle);
    }
  }

  @Test
  void everyDetectionHasItsLeaf() {
    try (TestState state = TestState.open(temp)) {
      new Journal(state.database(), CLOCK).append(Detections.of("a"));
      List<AuditRecord> leaves = state.database().read(c -> AuditRecords.from(c, 0, 10));
      assertThat(leaves).hasSize(1);
      assertThat(leaves.getFirst().kind()).isEqualTo("detection.accepted");
      assertThat(leaves.getFirst().time()).isEqualTo(CLOCK.instant());
      assertThat(leaves.getFirst().fields().path("rule").asText())
          .isEqualTo("Terminal shell in container");
      assertThat(leaves.getFirst().fields().path("podUid").asText()).isEqualTo("uid-1");
    }
    assertThat(TestState.verify(temp).problems()).isEmpty();
    TestState.tamper(temp, "UPDATE detections SET json = replace(json, 'bash', 'dash')");
    assertThat(TestState.verify(temp).problems())
        .singleElement()
        .satisfies(problem -> assertThat(problem.describe()).contains("detection a", "leaf 0"));
  }

  @Test
  void rapidAppendsShareCommits() {
    try (TestState state = TestState.open(temp)) {
      Journal journal = new Journal(state.database(), CLOCK);
      List<CompletableFuture<List<Detection>>> appends = new ArrayList<>();
      for (int i = 0; i < 2_000; i++) {
        appends.add(journal.appendAsync(List.of(Detections.of("d" + i))));
      }
      appends.forEach(CompletableFuture::join);
      assertThat(journal.since(Detections.TIME)).hasSize(2_000);
      assertThat(state.database().commits()).isLessThan(500);
    }
  }
}
