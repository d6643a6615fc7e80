package io.nightjar.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.respond.Edition;
import io.nightjar.respond.PlaybookCounts;
import io.nightjar.respond.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReadinessTest {

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final Instant LONG_AGO = NOW.minus(Duration.ofDays(20));

  private static Edition at(Stage stage) {
    return new Edition("ab".repeat(32), "", stage, "said so", true);
  }

  private static PlaybookCounts counts(int allowed, int denied, int approved, int rejected) {
    return new PlaybookCounts(
        allowed + denied + approved + rejected,
        0,
        0,
        allowed,
        denied,
        new TreeMap<>(denied == 0 ? Map.of() : Map.of("protected-targets", denied)),
        approved,
        rejected,
        0,
        0,
        0,
        0,
        0,
        NOW);
  }

  private static List<String> against(Stage stage, PlaybookCounts counts) {
    return Readiness.against(at(stage), counts, LONG_AGO, 3, NOW);
  }

  @Test
  void nothingSpeaksAgainstADraftThatFiredForWeeksAndWasNeverStopped() {
    List<String> against = against(Stage.DRAFT, counts(12, 0, 0, 0));
    assertThat(against).isEmpty();
    assertThat(Readiness.sentence("x", Stage.DRAFT, against))
        .isEqualTo("x: ready to move up to ask? Nothing counted here speaks against it.");
  }

  @Test
  void whatSpeaksAgainstIsNamedOneByOne() {
    assertThat(
            Readiness.against(
                at(Stage.DRAFT).distrusted("it is not signed"),
                PlaybookCounts.NONE,
                NOW.minus(Duration.ofDays(2)),
                0,
                NOW))
        .containsExactly(
            "it is not signed",
            "it has no cases",
            "this version has been at this stage for 2 days, not a week",
            "it has asked for nothing, so nothing is known of it");
    assertThat(Readiness.against(at(Stage.ASK), counts(0, 0, 9, 0), null, 3, NOW))
        .containsExactly("this version is not in force at this stage yet");
    assertThat(against(Stage.DRAFT, counts(1, 3, 0, 0)))
        .containsExactly("3 of 4 denied (protected-targets 3)");
  }

  @Test
  void fromAskOnlyWhatPeopleAgreedToCounts() {
    assertThat(against(Stage.ASK, counts(0, 0, 5, 0))).isEmpty();
    List<String> against = against(Stage.ASK, counts(0, 0, 4, 2));
    assertThat(against)
        .containsExactly(
            "2 of 6 rejected by people", "people have agreed to 4 so far, fewer than 5");
    assertThat(Readiness.sentence("x", Stage.ASK, against))
        .isEqualTo(
            "x: ready to move up to enforce? No: 2 of 6 rejected by people; people have agreed to"
                + " 4 so far, fewer than 5");
  }

  @Test
  void whatWasUndoneIsWorthALookAtTheLastStage() {
    PlaybookCounts counts =
        new PlaybookCounts(9, 0, 0, 9, 0, new TreeMap<>(), 0, 0, 0, 0, 2, 1, 0, NOW);
    assertThat(Readiness.sentence("x", Stage.ENFORCE, against(Stage.ENFORCE, counts)))
        .isEqualTo(
            "x: at the last stage; worth a look: 2 of 9 undone by people; 1 of 9 put back by"
                + " others");
    assertThat(Readiness.sentence("x", Stage.ENFORCE, List.of()))
        .isEqualTo("x: at the last stage.");
  }
}
