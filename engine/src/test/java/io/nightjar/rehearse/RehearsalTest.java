package io.nightjar.rehearse;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.gate.Budgets;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.gate.TargetLookup;
import io.nightjar.respond.Response;
import io.nightjar.respond.Response.GuardFinding;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RehearsalTest {

  private static final String ISOLATE =
      """
      rule "a shell"
      when
        $d : Detection( rule == "Terminal shell in container" )
      then
        respond.to($d).isolatePod().because("shell in {pod}").undoAfter("8h");
      end
      """;
  private static final String ASK =
      """
      rule "a shell, asked"
      when
        $d : Detection( rule == "Terminal shell in container" )
      then
        respond.to($d).scaleToZero().because("shell in {pod}")
            .needsApproval("10m").byGroup("oncall").escalateAfter("5m", "lead");
      end
      rule "nobody came"
      when
        $u : ApprovalUnanswered( action == "kubernetes:scale-to-zero" )
      then
        respond.page($u, "cto", "nobody answers for {pod}");
      end
      """;
  private static final GateSettings ENFORCE = GateSettings.of(Mode.ENFORCE);

  @TempDir Path temp;
  private final List<Rehearsed> heard = new ArrayList<>();

  private Rehearsal rehearsal(String drl, GateSettings settings, Assumptions assumptions)
      throws Exception {
    return Rehearsal.ofPast(
        Past.what(Past.playbooks(temp, Map.of("shell", drl)), settings),
        assumptions,
        Past.START,
        heard::add);
  }

  private List<String> states() {
    return heard.stream()
        .filter(Rehearsed.Changed.class::isInstance)
        .map(each -> ((Rehearsed.Changed) each).response())
        .map(
            response ->
                response.state().words() + " " + Duration.between(Past.START, response.updatedAt()))
        .toList();
  }

  private Response judged() {
    return heard.stream()
        .filter(Rehearsed.Changed.class::isInstance)
        .map(each -> ((Rehearsed.Changed) each).response())
        .filter(response -> response.state() != ResponseState.REQUESTED)
        .findFirst()
        .orElseThrow();
  }

  private static String said(Response response, String guard) {
    return response.findings().stream()
        .filter(finding -> finding.guard().equals(guard))
        .map(GuardFinding::answer)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsAllowedIsTakenAsDoneAndUndoneInItsTime() throws Exception {
    try (Rehearsal rehearsal = rehearsal(ISOLATE, ENFORCE, Assumptions.UNANSWERED)) {
      rehearsal.take(Past.shell("d1", 1, Duration.ofSeconds(1)));
      rehearsal.advanceTo(Past.START.plus(Duration.ofHours(9)));
    }
    assertThat(states())
        .containsExactly(
            "requested PT1S",
            "allowed PT1S",
            "executing PT1S",
            "succeeded PT1.5S",
            "undoing PT8H1.5S",
            "undone PT8H2S");
    assertThat(heard.stream().filter(each -> each instanceof Rehearsed.Changed c && c.over()))
        .hasSize(1);
  }

  @Test
  void theSameOnTheSameTargetIsJoinedWhileItHoldsAndNotAfterwards() throws Exception {
    try (Rehearsal rehearsal = rehearsal(ISOLATE, ENFORCE, Assumptions.UNANSWERED)) {
      rehearsal.take(Past.shell("d1", 1, Duration.ofSeconds(1)));
      rehearsal.take(Past.shell("d2", 1, Duration.ofSeconds(2)));
      rehearsal.take(Past.shell("d3", 1, Duration.ofHours(9)));
    }
    assertThat(heard.stream().filter(Rehearsed.Joined.class::isInstance)).hasSize(1);
    assertThat(states().stream().filter(state -> state.startsWith("allowed"))).hasSize(2);
  }

  @Test
  void budgetsCountWhatWasOnlyTakenAsDone() throws Exception {
    GateSettings two = ENFORCE.with(new Budgets(Duration.ofMinutes(10), 99, 2, 99, 99, 99, 99, 0));
    try (Rehearsal rehearsal = rehearsal(ISOLATE, two, Assumptions.UNANSWERED)) {
      for (int pod = 1; pod <= 3; pod++) {
        rehearsal.take(Past.shell("d" + pod, pod, Duration.ofSeconds(pod)));
      }
      rehearsal.take(Past.shell("d4", 4, Duration.ofMinutes(20)));
    }
    assertThat(states().stream().filter(state -> state.startsWith("allowed"))).hasSize(3);
    assertThat(states()).contains("awaiting-approval PT3S");
  }

  @Test
  void nobodyAnswersSoOthersAreToldAndItExpires() throws Exception {
    try (Rehearsal rehearsal = rehearsal(ASK, ENFORCE, Assumptions.UNANSWERED)) {
      rehearsal.take(Past.shell("d1", 1, Duration.ZERO));
      rehearsal.advanceTo(Past.START.plus(Duration.ofHours(1)));
    }
    assertThat(states())
        .containsExactly("requested PT0S", "awaiting-approval PT0S", "expired PT10M");
    assertThat(heard.stream().filter(Rehearsed.Escalated.class::isInstance).map(Rehearsed::at))
        .containsExactly(Past.START.plus(Duration.ofMinutes(5)));
    assertThat(heard.stream().filter(Rehearsed.Told.class::isInstance).map(Rehearsed::at))
        .as("the playbook hears of it, too")
        .containsExactly(Past.START.plus(Duration.ofMinutes(5)));
  }

  @Test
  void anApprovalThatIsSupposedLetsItHappen() throws Exception {
    try (Rehearsal rehearsal = rehearsal(ASK, ENFORCE, Assumptions.APPROVED)) {
      rehearsal.take(Past.shell("d1", 1, Duration.ZERO));
      rehearsal.advanceTo(Past.START.plus(Duration.ofHours(1)));
    }
    assertThat(states())
        .containsExactly(
            "requested PT0S",
            "awaiting-approval PT0S",
            "allowed PT2M",
            "executing PT2M",
            "succeeded PT2M0.5S");
    assertThat(heard.stream().filter(Rehearsed.Escalated.class::isInstance)).isEmpty();
  }

  @Test
  void aGuardThatCannotJudgeThePastSaysSo() throws Exception {
    try (Rehearsal rehearsal = rehearsal(ISOLATE, ENFORCE, Assumptions.UNANSWERED)) {
      rehearsal.take(Past.shell("d1", 1, Duration.ZERO));
    }
    assertThat(said(judged(), "keep-ready")).isEqualTo("not-judged");
    assertThat(said(judged(), "kill-switch")).isEqualTo("not-judged");
    assertThat(said(judged(), "protected-targets")).isEqualTo("pass");
    assertThat(said(judged(), "budget")).isEqualTo("pass");
  }

  @Test
  void aLabelThatTheDetectionRecordedProtects() throws Exception {
    GateSettings settings =
        ENFORCE.with(
            new GateSettings.Protection(
                Set.of(),
                Set.of(),
                Map.of("tier", "prod"),
                Set.of(),
                true,
                GateSettings.Self.UNKNOWN));
    try (Rehearsal rehearsal = rehearsal(ISOLATE, settings, Assumptions.UNANSWERED)) {
      rehearsal.take(Past.shell("d1", 1, Duration.ZERO));
    }
    assertThat(judged().state()).isEqualTo(ResponseState.DENIED);
  }

  @Test
  void aClusterThatIsSupposedIsJudgedWhole() throws Exception {
    PodLookup nothing =
        new PodLookup() {
          @Override
          public Optional<PodInfo> byUid(String podUid) {
            return Optional.empty();
          }

          @Override
          public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
            return Optional.empty();
          }

          @Override
          public List<PodInfo> ofWorkload(String workloadUid) {
            return List.of();
          }
        };
    try (Rehearsal rehearsal =
        Rehearsal.ofSupposed(
            Past.what(Past.playbooks(temp, Map.of("shell", ISOLATE)), ENFORCE),
            Assumptions.UNANSWERED,
            TargetLookup.of(nothing),
            Past.START,
            heard::add)) {
      rehearsal.take(Past.shell("d1", 1, Duration.ZERO));
    }
    assertThat(said(judged(), "keep-ready")).isEqualTo("pass");
  }

  @Test
  void theSamePastGivesTheSameToTheByte() throws Exception {
    List<String> once = play();
    heard.clear();
    assertThat(play()).isEqualTo(once).hasSizeGreaterThan(200);
  }

  private List<String> play() throws Exception {
    try (Rehearsal rehearsal = rehearsal(ISOLATE + ASK, ENFORCE, Assumptions.UNANSWERED)) {
      for (int i = 0; i < 300; i++) {
        rehearsal.take(Past.shell("d" + i, i % 40, Duration.ofSeconds(7L * i)));
      }
      rehearsal.advanceTo(Past.START.plus(Duration.ofHours(12)));
    }
    return heard.stream().map(Json::write).toList();
  }
}
