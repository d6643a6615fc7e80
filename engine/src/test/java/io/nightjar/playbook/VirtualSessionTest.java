package io.nightjar.playbook;

import static io.nightjar.playbook.TestPlaybooks.MIDNIGHT;
import static io.nightjar.playbook.TestPlaybooks.NOON;
import static io.nightjar.playbook.TestPlaybooks.fact;
import static io.nightjar.playbook.TestPlaybooks.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.PodTarget;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VirtualSessionTest {
  private static final String SHELL =
      """
      rule "at night"
        calendars "night"
      when
        $d : Detection( rule == "shell" )
      then
        respond.to($d).isolatePod().because("shell {process.name} in {pod}").undoAfter("8h");
      end
      rule "by day"
        calendars "day"
      when
        $d : Detection( rule == "shell" )
      then
        respond.to($d).isolatePod().because("shell").needsApproval("10m").byGroup("oncall");
      end
      """;
  private static final String COUNT =
      """
      rule "five reads"
      when
        $d : Detection( rule == "read", $pod : podUid, podUid != "" )
        accumulate( Detection( rule == "read", podUid == $pod, this before[0s,2m] $d );
                    $n : count(1); $n >= 5 )
      then
        respond.to($d).isolatePod().because("reads");
      end
      """;
  private static final String ABSENCE =
      """
      rule "nobody answered the isolation"
      when
        $asked : ResponseUpdate( state == ResponseState.AWAITING_APPROVAL, $id : responseId )
        not ResponseUpdate( responseId == $id, state == ResponseState.ALLOWED, this after[0s,10m] $asked )
      then
        respond.page($asked, "oncall", "{response} waits");
      end
      """;

  private static final CompiledPlaybooks ALL =
      TestPlaybooks.unchecked(Map.of("shell", SHELL, "count", COUNT, "absence", ABSENCE));

  private static VirtualSession session(CompiledPlaybooks playbooks, Instant start) {
    return new VirtualSession(playbooks, TestPlaybooks.CALENDARS, SessionLimits.DEFAULT, start);
  }

  private static ResponseRequest request(List<Decision> decisions) {
    assertThat(decisions).hasSize(1);
    assertThat(decisions.getFirst()).isInstanceOf(Decision.Asked.class);
    return ((Decision.Asked) decisions.getFirst()).request();
  }

  private static List<Decision> run(List<SessionFact> facts) {
    List<Decision> decisions = new ArrayList<>();
    try (VirtualSession session = session(ALL, facts.getFirst().time())) {
      facts.forEach(fact -> decisions.addAll(session.insert(fact)));
    }
    return decisions;
  }

  @Test
  void asksAtNightAndAsksFirstByDay() {
    try (VirtualSession session = session(ALL, NOON)) {
      ResponseRequest day = request(session.insert(fact("a", "shell", "web-1", NOON)));
      ResponseRequest night = request(session.insert(fact("b", "shell", "web-1", MIDNIGHT)));
      assertThat(day.approval()).isNotNull();
      assertThat(night.approval()).isNull();
      assertThat(night.undoAfter()).isEqualTo(Duration.ofHours(8));
      assertThat(night.playbook()).isEqualTo("shell");
      assertThat(night.playbookRule()).isEqualTo("at night");
      assertThat(night.because()).isEqualTo("shell sh in web-1");
      assertThat(night.detectionIds()).containsExactly("b");
      assertThat(night.target()).isEqualTo(new PodTarget("shop", "web-1", "uid-web-1"));
      assertThat(night.requestedAt()).isEqualTo(MIDNIGHT);
      assertThat(night.id()).matches("r-[a-z2-7]{12}");
    }
  }

  /** Drools gives such a rule a timer, which fails where its calendar is off. */
  @Test
  void aRuleThatLooksBackForWhatIsNotThereIsSilentWhileItsCalendarIsOff() {
    String drl =
        """
        rule "by day, once"
          calendars "day"
        when
          $d : Detection( rule == "shell" )
          not ResponseUpdate( action == "kubernetes:isolate-pod", this before[0s,1h] $d )
        then
          respond.to($d).isolatePod().because("shell");
        end
        """;
    CompiledPlaybooks playbooks = TestPlaybooks.unchecked(Map.of("once", drl, "shell", SHELL));
    try (VirtualSession session = session(playbooks, NOON)) {
      assertThat(session.insert(fact("a", "shell", "web-1", NOON))).hasSize(2);
      assertThat(request(session.insert(fact("b", "shell", "web-1", MIDNIGHT))).playbook())
          .isEqualTo("shell");
      assertThat(session.insert(fact("c", "shell", "web-1", MIDNIGHT.plusSeconds(43_200))))
          .hasSize(2);
    }
  }

  @Test
  void aReplayAsksForTheSameIds() {
    List<SessionFact> facts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Instant time = Instant.parse("2026-11-20T21:59:00Z").plusSeconds(i * 7L);
      facts.add(fact("s" + i, i % 3 == 0 ? "shell" : "read", "web-" + i % 2, time));
    }
    List<String> first = ids(run(facts));
    assertThat(first).hasSizeGreaterThan(15).doesNotHaveDuplicates();
    assertThat(ids(run(facts))).isEqualTo(first);
  }

  @Test
  void aDifferentFactPlaybookRuleOrTargetGivesAnotherId() {
    List<String> seen = new ArrayList<>();
    seen.addAll(ids(run(List.of(fact("a", "shell", "web-1", NOON)))));
    seen.addAll(ids(run(List.of(fact("b", "shell", "web-1", NOON)))));
    seen.addAll(ids(run(List.of(fact("a", "shell", "web-2", NOON)))));
    seen.addAll(ids(run(List.of(fact("a", "shell", "web-1", MIDNIGHT)))));
    assertThat(seen).hasSize(4).doesNotHaveDuplicates();
  }

  /** The record of the session and its live run may meet a minute later; the calendar must not. */
  @Test
  void aLateFactIsJudgedByTheCalendarOfItsOwnTime() {
    Instant beforeDusk = Instant.parse("2026-11-20T21:59:59Z");
    try (VirtualSession session = session(ALL, NOON)) {
      session.advanceTo(beforeDusk.plusSeconds(90));
      assertThat(request(session.insert(fact("a", "shell", "web-1", beforeDusk))).playbookRule())
          .isEqualTo("by day");
    }
  }

  @Test
  void countsOnlyWithinTheWindowAndOnOnePod() {
    try (VirtualSession session = session(ALL, NOON)) {
      for (int i = 0; i < 4; i++) {
        assertThat(session.insert(fact("a" + i, "read", "web-1", NOON.plusSeconds(i)))).isEmpty();
        assertThat(session.insert(fact("b" + i, "read", "web-2", NOON.plusSeconds(i)))).isEmpty();
      }
      assertThat(session.insert(fact("a4", "read", "web-1", NOON.plusSeconds(200)))).isEmpty();
      ResponseRequest asked =
          request(session.insert(fact("b4", "read", "web-2", NOON.plusSeconds(100))));
      assertThat(asked.target().key()).isEqualTo("pod/uid-web-2");
      assertThat(asked.detectionIds()).containsExactly("b4");
    }
  }

  @Test
  void anAbsenceIsNoticedAtItsDeadlineWhenTheClockIsMovedFarBeyond() {
    try (VirtualSession session = session(ALL, NOON)) {
      session.insert(
          SessionFact.of(
              TestPlaybooks.update("r-1", "x:y", ResponseState.AWAITING_APPROVAL, "web-1", NOON)));
      assertThat(session.advanceTo(NOON.plus(Duration.ofMinutes(9)))).isEmpty();
      assertThat(session.nextDeadline())
          .hasValueSatisfying(
              deadline ->
                  assertThat(Duration.between(NOON, deadline)).isLessThan(Duration.ofMinutes(11)));
      List<Decision> decisions = session.advanceTo(NOON.plus(Duration.ofHours(5)));
      assertThat(decisions).hasSize(1);
      Notice notice = ((Decision.Told) decisions.getFirst()).notice();
      assertThat(notice.text()).isEqualTo("r-1 waits");
      assertThat(notice.id()).matches("n-[a-z2-7]{12}");
      assertThat(Duration.between(NOON, notice.time()).toMinutes()).isEqualTo(10);
    }
  }

  @Test
  void aRuleDoesNotActBecauseWhatStoodAgainstItIsForgotten() {
    String once =
        """
        rule "once an hour"
        when
          $d : Detection( rule == "shell", $pod : podUid )
          not ResponseUpdate( podUid == $pod, this before[0s,1h] $d )
        then
          respond.to($d).isolatePod().because("x");
        end
        """;
    try (VirtualSession session = session(TestPlaybooks.unchecked(Map.of("once", once)), NOON)) {
      session.insert(
          SessionFact.of(
              TestPlaybooks.update("r-1", "x:y", ResponseState.SUCCEEDED, "web-1", NOON)));
      Instant later = NOON.plus(Duration.ofMinutes(30));
      assertThat(session.insert(fact("a", "shell", "web-1", later))).isEmpty();
      assertThat(session.advanceTo(NOON.plus(Duration.ofMinutes(80)))).isEmpty();
    }
  }

  @Test
  void anAnsweredApprovalIsNoAbsence() {
    try (VirtualSession session = session(ALL, NOON)) {
      for (ResponseState state : List.of(ResponseState.AWAITING_APPROVAL, ResponseState.ALLOWED)) {
        session.insert(
            SessionFact.of(
                TestPlaybooks.update("r-1", "x:y", state, "web-1", NOON.plusSeconds(1))));
      }
      assertThat(session.advanceTo(NOON.plus(Duration.ofHours(2)))).isEmpty();
    }
  }

  @Test
  void aKnownFactDoesNothingAndATooOldOneIsLeftOut() {
    try (VirtualSession session = session(ALL, NOON)) {
      assertThat(session.insert(fact("a", "shell", "web-1", NOON))).hasSize(1);
      assertThat(session.insert(fact("a", "shell", "web-1", NOON))).isEmpty();
      assertThat(session.insert(fact("b", "shell", "web-1", NOON.minus(Duration.ofHours(2)))))
          .isEmpty();
      assertThat(session.facts()).extracting(SessionFact::id).containsExactly("a");
    }
  }

  @Test
  void factsAreForgottenAfterAnHourAndBeyondTheMaximum() {
    SessionLimits small = new SessionLimits(10, 100, 10, Duration.ofSeconds(10));
    try (VirtualSession session = new VirtualSession(ALL, TestPlaybooks.CALENDARS, small, NOON)) {
      for (int i = 0; i < 100; i++) {
        session.insert(fact("a" + i, "read", "web-" + i % 3, NOON.plusSeconds(i)));
      }
      assertThat(session.facts()).hasSize(10);
      assertThat(session.liveFacts()).isEqualTo(10);
      session.insert(fact("late", "read", "web-1", NOON.plus(Duration.ofHours(3))));
      assertThat(session.facts()).extracting(SessionFact::id).containsExactly("late");
      assertThat(session.liveFacts()).isEqualTo(1);
    }
  }

  @Test
  void everyActionGetsTheTargetAndTheParametersThatItKnows() {
    CompiledPlaybooks playbooks =
        TestPlaybooks.unchecked(
            Map.of(
                "all",
                """
                rule "all"
                when
                  $d : Detection( rule == "shell" )
                then
                  respond.to($d).killProcess().because("x");
                  respond.to($d).scaleToZero().because("x");
                  respond.to($d).rollBackImage().because("x");
                  respond.to($d).enforceReadOnlyRootFilesystem().because("x");
                end
                """));
    try (VirtualSession session = session(playbooks, NOON)) {
      List<ResponseRequest> asked =
          session.insert(fact("a", "shell", "web-1", NOON)).stream()
              .map(decision -> ((Decision.Asked) decision).request())
              .toList();
      assertThat(asked)
          .extracting(request -> request.actionId() + " " + request.target().describe())
          .containsExactly(
              "process:kill process 7 (sh) in pod shop/web-1",
              "kubernetes:scale-to-zero Deployment shop/web",
              "kubernetes:roll-back-image Deployment shop/web",
              "kubernetes:enforce-read-only-root-filesystem Deployment shop/web");
      assertThat(asked.get(2).parameters().list("accusedImages")).containsExactly("app:1");
      assertThat(asked.get(3).parameters().text("container", "")).isEqualTo("main");
      assertThat(asked.get(3).parameters().list("writtenDirectories")).containsExactly("/tmp");
    }
  }

  @Test
  void aHostProcessHasNoPodToIsolateAndThatIsSaid() {
    try (VirtualSession session = session(ALL, NOON)) {
      List<Decision> decisions = session.insert(fact("a", "shell", "", NOON));
      assertThat(decisions).hasSize(1);
      Skipped skipped = ((Decision.NotPossible) decisions.getFirst()).skipped();
      assertThat(skipped.actionId()).isEqualTo("kubernetes:isolate-pod");
      assertThat(skipped.why()).isEqualTo("the process runs on the host, not in a pod");
      assertThat(skipped.detectionIds()).containsExactly("a");
    }
  }

  @Test
  void whatAnAttackerNamesIsMadePrintable() {
    try (VirtualSession session = session(ALL, MIDNIGHT)) {
      String name = "\u001b[2J\u202e{pod}$1\\" + "x".repeat(500);
      ResponseRequest asked =
          request(
              session.insert(
                  SessionFact.of(
                      TestPlaybooks.detection(
                          "a",
                          "shell",
                          "web-1",
                          MIDNIGHT,
                          new io.nightjar.detect.ProcessRef(1, 2, name, "", "", 0, List.of())))));
      assertThat(asked.because())
          .startsWith("shell \\u001b[2J\\u202e{pod}$1\\xxx")
          .endsWith("… in web-1")
          .hasSizeLessThan(260);
    }
  }

  @Test
  void aPlaybookThatThrowsIsTakenOutAndTheOthersGoOn() {
    CompiledPlaybooks playbooks =
        TestPlaybooks.unchecked(
            Map.of(
                "shell",
                SHELL,
                "broken",
                "rule \"oops\" when $d : Detection( rule == \"shell\" )"
                    + " then throw new IllegalStateException(\"oops \" + $d.id()); end"));
    try (VirtualSession session = session(playbooks, MIDNIGHT)) {
      List<Decision> first = session.insert(fact("a", "shell", "web-1", MIDNIGHT));
      List<Decision> second = session.insert(fact("b", "shell", "web-1", MIDNIGHT.plusSeconds(1)));
      assertThat(ids(first)).hasSize(2).contains("out broken");
      assertThat(first)
          .filteredOn(Decision.TakenOut.class::isInstance)
          .singleElement()
          .satisfies(
              decision -> {
                PlaybookFault fault = ((Decision.TakenOut) decision).fault();
                assertThat(fault.playbookRule()).isEqualTo("oops");
                assertThat(fault.factId()).isEqualTo("a");
                assertThat(fault.why()).contains("oops a");
              });
      assertThat(request(second).playbook()).isEqualTo("shell");
      assertThat(session.playbooks().names()).containsExactly("shell");
    }
  }

  @Test
  void aConditionThatThrowsCostsItsPlaybookOnly() {
    CompiledPlaybooks playbooks =
        TestPlaybooks.unchecked(
            Map.of(
                "count",
                COUNT,
                "broken",
                "rule \"npe\" when $d : Detection( rule == \"read\", process.exePath.length() > 0 )"
                    + " then respond.to($d).isolatePod().because(\"x\"); end"));
    try (VirtualSession session = session(playbooks, NOON)) {
      List<Decision> decisions = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        decisions.addAll(
            session.insert(
                SessionFact.of(
                    TestPlaybooks.detection("a" + i, "read", "web-1", NOON.plusSeconds(i), null))));
      }
      assertThat(ids(decisions)).hasSize(2).startsWith("out broken");
      assertThat(((Decision.Asked) decisions.getLast()).request().playbook()).isEqualTo("count");
    }
  }

  @Test
  void eachStepOfAnEscalationIsAFactOfItsOwnAndToldAgainChangesNothing() {
    CompiledPlaybooks playbooks =
        TestPlaybooks.unchecked(
            Map.of(
                "steps",
                """
                rule "nobody answers"
                when
                  $w : ApprovalUnanswered( step >= 1 )
                then
                  respond.page($w, "oncall", "unanswered for {waited}");
                end
                """));
    try (VirtualSession session = session(playbooks, NOON)) {
      List<Decision> told = new ArrayList<>();
      for (int minute : List.of(5, 10, 11)) {
        int step = Math.min(minute / 5, 2); // the second is told twice
        told.addAll(
            session.insert(SessionFact.of(unanswered(step, NOON.plusSeconds(60L * minute)))));
      }
      assertThat(told)
          .extracting(each -> ((Decision.Told) each).notice().text())
          .containsExactly("unanswered for 5m", "unanswered for 10m");
      assertThat(told)
          .extracting(each -> ((Decision.Told) each).notice().id())
          .doesNotHaveDuplicates();
    }
  }

  private static ApprovalUnanswered unanswered(int step, Instant time) {
    return new ApprovalUnanswered(
        "r-1",
        "shell",
        "kubernetes:isolate-pod",
        "a shell",
        Duration.between(NOON, time),
        List.of(),
        List.of("oncall"),
        step,
        "pod/uid-web-1",
        new PodTarget("shop", "web-1", "uid-web-1"),
        null,
        List.of("a"),
        time);
  }

  @Test
  void aPlaybookThatFiresWithoutEndIsTakenOut() {
    CompiledPlaybooks playbooks =
        TestPlaybooks.unchecked(
            Map.of(
                "shell",
                SHELL,
                "loop",
                "rule \"again\" when $d : Detection( rule == \"shell\" )"
                    + " then drools.update($d); end"));
    try (VirtualSession session = session(playbooks, MIDNIGHT)) {
      List<Decision> decisions = session.insert(fact("a", "shell", "web-1", MIDNIGHT));
      assertThat(ids(decisions)).hasSize(2).contains("out loop");
      assertThat(decisions)
          .filteredOn(Decision.TakenOut.class::isInstance)
          .singleElement()
          .satisfies(
              decision ->
                  assertThat(((Decision.TakenOut) decision).fault().why())
                      .contains("times on one fact"));
      assertThat(session.insert(fact("b", "shell", "web-1", MIDNIGHT.plusSeconds(1)))).hasSize(1);
    }
  }

  @Test
  void learningFillsTheWindowsSilently() {
    try (VirtualSession old = session(ALL, NOON);
        VirtualSession next = session(ALL, NOON)) {
      for (int i = 0; i < 4; i++) {
        old.insert(fact("a" + i, "read", "web-1", NOON.plusSeconds(i)));
      }
      next.learn(old.facts());
      assertThat(next.insert(fact("a4", "read", "web-1", NOON.plusSeconds(4)))).hasSize(1);
    }
  }
}
