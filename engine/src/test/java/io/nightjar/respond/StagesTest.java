package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.PodTarget;
import io.nightjar.audit.AuditRecord;
import io.nightjar.gate.ApprovalPolicy;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.gate.StageRule;
import io.nightjar.gate.Stages;
import io.nightjar.respond.ApprovalAsk.Unanswered;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagesTest {

  private static final GateSettings ENFORCE = GateSettings.of(Mode.ENFORCE);
  private static final ApprovalPolicy ACTS_UNANSWERED =
      new ApprovalPolicy(
          "prod",
          Set.of(),
          Set.of(),
          Set.of(),
          Map.of(),
          null,
          null,
          2,
          List.of("on-call"),
          null,
          Unanswered.ACT_IF_REVERSIBLE);

  @TempDir Path temp;

  private final FakeAction isolate = new FakeAction("fake:isolate", true);

  private static Edition at(Stage stage) {
    return new Edition(
        "ab".repeat(32), "cd".repeat(20), stage, "its playbook.yaml says " + stage.word(), true);
  }

  private static Desk desk(Path path, GateSettings settings, FakeAction action) {
    return Desk.open(path, settings, new ManualClock(), action);
  }

  private static Stages rules(StageRule... rules) {
    return new Stages(List.of(rules));
  }

  private static GateSettings.Asking asking(ApprovalPolicy... policies) {
    return new GateSettings.Asking(
        Set.of(), ENFORCE.asking().ask(), Map.of(), List.of(policies), (calendar, when) -> true);
  }

  @Test
  void whatADraftAsksIsTriedWithoutEffectAndItsVerdictNamesTheStage() {
    try (Desk desk = desk(temp, ENFORCE, isolate)) {
      desk.desk.request(Requests.isolate("r1").of(at(Stage.DRAFT)));
      Response done = desk.succeeded("r1");
      assertThat(done.dryRun()).isTrue();
      assertThat(done.findings())
          .contains(
              new Response.GuardFinding(
                  "stage",
                  "draft",
                  "night-isolate is at stage draft: its playbook.yaml says draft"));
      assertThat(isolate.executed).allMatch(request -> request.dryRun()).hasSize(1);
    }
  }

  @Test
  void aDraftAsksNobodyAndSaysThatItWouldHave() {
    try (Desk desk = desk(temp, ENFORCE, isolate)) {
      desk.desk.request(Requests.asking("r1").of(at(Stage.DRAFT)));
      assertThat(desk.succeeded("r1").dryRun()).isTrue();
      assertThat(desk.kinds("r1")).doesNotContain("response.awaiting-approval");
      assertThat(desk.desk.history("r1"))
          .anySatisfy(
              leaf ->
                  assertThat(leaf.fields().path("reason").asText())
                      .isEqualTo(
                          "a draft; people would have been asked: night-isolate asks for"
                              + " approval"));
    }
  }

  @Test
  void whatAGuardForbidsIsForbiddenToADraftToo() {
    try (Desk desk = desk(temp, ENFORCE, isolate)) {
      desk.killSwitch.engage("person:kim", "a drill");
      assertThat(desk.desk.request(Requests.isolate("r1").of(at(Stage.DRAFT))).state())
          .isEqualTo(ResponseState.DENIED);
    }
  }

  @Test
  void atStageAskEveryResponseNeedsApproval() {
    try (Desk desk = desk(temp, ENFORCE, isolate)) {
      Response asked = desk.desk.request(Requests.isolate("r1").of(at(Stage.ASK)));
      assertThat(asked.state()).isEqualTo(ResponseState.AWAITING_APPROVAL);
      assertThat(asked.reason())
          .isEqualTo("night-isolate is at stage ask: its playbook.yaml says ask");
      desk.desk.approve("r1", "anna", "");
      assertThat(desk.succeeded("r1").dryRun()).isFalse();
    }
  }

  @Test
  void silenceIsNoApprovalAtStageAskEvenWhereAPolicySaysSo() {
    GateSettings settings = ENFORCE.with(asking(ACTS_UNANSWERED));
    try (Desk desk = desk(temp, settings, isolate)) {
      Response asked = desk.desk.request(Requests.isolate("r1").of(at(Stage.ASK)));
      ApprovalAsk ask = asked.request().approval();
      assertThat(ask).isNotNull();
      assertThat(ask.persons()).isEqualTo(2);
      desk.advance(Duration.ofHours(1));
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.EXPIRED);
    }
    assertThat(isolate.executed).isEmpty();
  }

  @Test
  void theStrictestRuleOfTheConfigurationThatMatchesWins() {
    StageRule up = new StageRule("night-*", null, Stage.ENFORCE);
    StageRule shop = new StageRule(null, "sh*", Stage.ASK);
    StageRule other = new StageRule("day-*", null, Stage.DRAFT);
    Stages stages = rules(up, shop, other);
    assertThat(stage(stages, "shop", Stage.DRAFT)).isEqualTo(Stage.ASK);
    assertThat(stage(stages, "bank", Stage.DRAFT)).isEqualTo(Stage.ENFORCE);
    assertThat(stage(stages, "", Stage.DRAFT)).isEqualTo(Stage.ENFORCE);
    assertThat(stage(rules(shop, other), "bank", Stage.DRAFT)).isEqualTo(Stage.DRAFT);
    assertThat(stages.of(at(Stage.DRAFT), "night-isolate", "shop").why())
        .isEqualTo("playbooks.stages says ask for every playbook in namespace sh*");
  }

  private static @Nullable Stage stage(Stages stages, String namespace, Stage own) {
    return stages.of(at(own), "night-isolate", namespace).stage();
  }

  @Test
  void noConfigurationLiftsWhatIsNotTrusted() {
    Edition unsigned = at(Stage.ENFORCE).distrusted("it is not signed");
    GateSettings settings = ENFORCE.with(rules(new StageRule(null, null, Stage.ENFORCE)));
    try (Desk desk = desk(temp, settings, isolate)) {
      desk.desk.request(Requests.isolate("r1").of(unsigned));
      assertThat(desk.succeeded("r1").dryRun()).isTrue();
    }
  }

  @Test
  void whatPeopleAskForByHandIsAtNoStage() {
    GateSettings settings = ENFORCE.with(rules(new StageRule(null, null, Stage.DRAFT)));
    try (Desk desk = desk(temp, settings, isolate)) {
      desk.desk.request(Requests.of("r1", "person:kim", "fake:isolate", Requests.POD, null, null));
      assertThat(desk.succeeded("r1").dryRun()).isFalse();
    }
  }

  @Test
  void aDraftStandsInNobodysWay() {
    try (Desk desk = desk(temp, ENFORCE, isolate)) {
      desk.desk.request(Requests.isolate("r1").of(at(Stage.DRAFT)));
      desk.succeeded("r1");
      desk.desk.request(Requests.isolate("r2").of(at(Stage.ENFORCE)));
      assertThat(desk.succeeded("r2").dryRun()).isFalse();
    }
  }

  @Test
  void aReloadDoesNotChangeWhatIsUnderWay() {
    Edition first = at(Stage.ASK);
    try (Desk desk = desk(temp, ENFORCE, isolate)) {
      ResponseRequest request =
          Requests.of(
              "r1", "night-isolate", "fake:isolate", Requests.POD, Duration.ofHours(8), null);
      desk.desk.request(request.of(first));
      Response before = desk.now("r1");
      desk.gate.reconfigure(
          ENFORCE
              .with(asking(ACTS_UNANSWERED))
              .with(rules(new StageRule(null, null, Stage.DRAFT))));
      desk.desk.request(request.of(new Edition("ef".repeat(32), "", Stage.DRAFT, "new", true)));
      assertThat(desk.now("r1").request()).isEqualTo(before.request());
      // one person is enough, as when it was asked, and it is done in earnest
      desk.desk.approve("r1", "anna", "");
      Response done = desk.succeeded("r1");
      assertThat(done.dryRun()).isFalse();
      assertThat(done.request().edition()).isEqualTo(first);
      desk.advance(Duration.ofHours(8));
      assertThat(desk.await("r1", ResponseState.UNDONE).request().undoAfter())
          .isEqualTo(Duration.ofHours(8));
    }
  }

  @Test
  void theFirstLeafOfAResponseNamesVersionCommitAndStage() {
    try (Desk desk = desk(temp, ENFORCE, isolate)) {
      PodTarget bank = new PodTarget("bank", "web-1", "uid-2");
      desk.gate.reconfigure(ENFORCE.with(rules(new StageRule(null, "bank", Stage.ASK))));
      desk.desk.request(Requests.on("r1", bank).of(at(Stage.ENFORCE)));
      AuditRecord first = desk.desk.history("r1").getFirst();
      assertThat(first.fields().path("playbookVersion").asText()).isEqualTo("ab".repeat(32));
      assertThat(first.fields().path("playbookCommit").asText()).isEqualTo("cd".repeat(20));
      assertThat(first.fields().path("stage").asText()).isEqualTo("ask");
      assertThat(first.fields().path("stageWhy").asText()).contains("in namespace bank");
    }
  }
}
