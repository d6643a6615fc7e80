package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookTallyTest {

  private static final String VERSION = "ab".repeat(32);

  @TempDir Path temp;

  private final FakeAction isolate = new FakeAction("fake:isolate", true);

  private static ResponseRequest request(String id, int pod, Stage stage) {
    return Requests.on(id, new PodTarget("shop", "web-" + pod, "uid-" + pod))
        .of(new Edition(VERSION, "", stage, "said so", true));
  }

  private static Map<Stage, PlaybookCounts> tally(Desk desk, Instant since) {
    return PlaybookTally.of(desk.state.database(), "night-isolate", VERSION, since);
  }

  @Test
  void countsWhatBecameOfEachThatWasAskedForAtAStage() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(request("r1", 1, Stage.ENFORCE));
      desk.succeeded("r1");
      desk.desk.request(request("r2", 1, Stage.ENFORCE));
      desk.desk.undo("r1", "kim", "a mistake");
      desk.await("r1", ResponseState.UNDONE);
      for (int i = 3; i <= 6; i++) {
        desk.desk.request(request("r" + i, i, Stage.ASK));
      }
      desk.desk.approve("r3", "anna", "");
      desk.succeeded("r3");
      desk.desk.deny("r4", "anna", "no");
      desk.advance(Duration.ofMinutes(30));
      desk.await("r5", ResponseState.EXPIRED);
      isolate.answer = any -> new Outcome.Failed(Kind.REFUSED, "no rights");
      desk.desk.request(request("r7", 7, Stage.DRAFT));
      desk.await("r7", ResponseState.FAILED);
      desk.killSwitch.engage("person:kim", "a drill");
      desk.desk.request(request("r8", 8, Stage.DRAFT));

      Map<Stage, PlaybookCounts> counts = tally(desk, Instant.EPOCH);
      assertThat(counts.get(Stage.ENFORCE))
          .extracting(
              PlaybookCounts::asked,
              PlaybookCounts::joined,
              PlaybookCounts::allowed,
              PlaybookCounts::undone,
              PlaybookCounts::approved)
          .containsExactly(2, 1, 1, 1, 0);
      assertThat(counts.get(Stage.ASK))
          .extracting(
              PlaybookCounts::asked,
              PlaybookCounts::approved,
              PlaybookCounts::rejected,
              PlaybookCounts::expired,
              PlaybookCounts::allowed)
          .containsExactly(4, 1, 1, 2, 0);
      PlaybookCounts draft = counts.get(Stage.DRAFT);
      assertThat(draft).isNotNull();
      assertThat(draft.failed()).isEqualTo(1);
      assertThat(draft.deniedBy()).containsExactly(Map.entry("kill-switch", 1));
      assertThat(draft.lastAsked()).isEqualTo(Requests.TIME);
    }
  }

  @Test
  void anotherVersionAnotherPlaybookAndWhatIsTooOldDoNotCount() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(request("r1", 1, Stage.ENFORCE));
      desk.desk.request(
          request("r2", 2, Stage.ENFORCE)
              .of(new Edition("cd".repeat(32), "", Stage.ENFORCE, "", true)));
      assertThat(tally(desk, Requests.TIME).get(Stage.ENFORCE))
          .extracting(PlaybookCounts::asked)
          .isEqualTo(1);
      assertThat(tally(desk, Requests.TIME.plusMillis(1))).isEmpty();
      assertThat(PlaybookTally.of(desk.state.database(), "other", VERSION, Instant.EPOCH))
          .isEmpty();
    }
  }

  @Test
  void whatADraftWouldHaveAskedIsCounted() {
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), new ManualClock(), isolate)) {
      desk.desk.request(
          Requests.asking("r1").of(new Edition(VERSION, "", Stage.DRAFT, "said so", true)));
      desk.succeeded("r1");
      assertThat(tally(desk, Instant.EPOCH).get(Stage.DRAFT))
          .extracting(PlaybookCounts::wouldAsk, PlaybookCounts::allowed)
          .containsExactly(1, 1);
    }
  }
}
