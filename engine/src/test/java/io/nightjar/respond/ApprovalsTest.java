package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.respond.DeskReply.Cause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalsTest {

  @TempDir Path temp;
  private final FakeAction isolate = new FakeAction("fake:isolate", true);

  private static void refused(DeskReply reply, Cause cause, String words) {
    assertThat(reply)
        .isInstanceOfSatisfying(
            DeskReply.Refused.class,
            refused -> {
              assertThat(refused.cause()).isEqualTo(cause);
              assertThat(refused.why()).contains(words);
            });
  }

  @Test
  void approvedResponseIsCarriedOut() {
    try (Desk desk = Desk.open(temp, isolate)) {
      Response asked = desk.desk.request(Requests.asking("r1"));
      assertThat(asked.state()).isEqualTo(ResponseState.AWAITING_APPROVAL);
      assertThat(asked.expiresAt()).isEqualTo(Requests.TIME.plus(Duration.ofMinutes(10)));
      assertThat(isolate.executed).isEmpty();
      assertThat(desk.desk.approve("r1", "anna", "seen it"))
          .isInstanceOfSatisfying(
              DeskReply.Done.class,
              done -> assertThat(done.response().state()).isEqualTo(ResponseState.ALLOWED));
      Response done = desk.await("r1", ResponseState.SUCCEEDED);
      assertThat(done.decidedBy()).isEqualTo("anna");
      assertThat(done.expiresAt()).isNull();
      assertThat(desk.desk.history("r1"))
          .filteredOn(record -> record.kind().equals("response.allowed"))
          .singleElement()
          .satisfies(
              record -> {
                assertThat(record.actor()).isEqualTo("person:anna");
                assertThat(record.fields().path("comment").asText()).isEqualTo("seen it");
                assertThat(record.fields().path("digest").asText())
                    .isEqualTo(ActionDigest.of(Requests.asking("r1")));
              });
      desk.advance(Duration.ofHours(1));
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.SUCCEEDED);
      assertThat(desk.heard.escalations).isEmpty();
    }
  }

  @Test
  void deniedResponseIsNotCarriedOut() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      assertThat(desk.desk.deny("r1", "anna", "a drill")).isInstanceOf(DeskReply.Done.class);
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.REJECTED);
      assertThat(desk.now("r1").reason()).isEqualTo("denied by anna: a drill");
      refused(desk.desk.approve("r1", "ben", ""), Cause.WRONG_STATE, "decided by anna");
    }
    assertThat(isolate.executed).isEmpty();
  }

  @Test
  void escalatesOnceThenExpires() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      desk.advance(Duration.ofMinutes(3));
      assertThat(desk.heard.escalations).isEmpty();
      desk.advance(Duration.ofMinutes(1));
      await().until(() -> desk.heard.escalations.equals(List.of("r1")));
      desk.advance(Duration.ofMinutes(5));
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.AWAITING_APPROVAL);
      desk.advance(Duration.ofMinutes(1));
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.EXPIRED);
      assertThat(desk.now("r1").reason()).isEqualTo("nobody answered in 10 minutes");
      assertThat(desk.kinds("r1"))
          .containsExactly(
              "response.requested",
              "response.awaiting-approval",
              "approval.escalated",
              "response.expired");
      assertThat(desk.heard.escalations).hasSize(1);
      refused(desk.desk.approve("r1", "anna", ""), Cause.WRONG_STATE, "expired");
    }
    assertThat(isolate.executed).isEmpty();
  }

  @Test
  void timerThatWakesTwiceFiresOnce() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      desk.advance(Duration.ofMinutes(4));
      desk.fireAgain();
      desk.fireAgain();
      desk.advance(Duration.ofMinutes(6));
      desk.fireAgain();
      assertThat(desk.kinds("r1"))
          .containsOnlyOnce("approval.escalated")
          .containsOnlyOnce("response.expired");
      await().until(() -> desk.heard.changes.contains("r1 AWAITING_APPROVAL EXPIRED"));
      assertThat(desk.heard.escalations).containsExactly("r1");
    }
  }

  @Test
  void missedTimersFireOnceAfterARestart() {
    ManualClock clock = new ManualClock();
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      desk.desk.request(Requests.asking("r1"));
    }
    clock.advance(Duration.ofHours(1));
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      desk.advance(Duration.ZERO);
      await().until(() -> desk.heard.escalations.equals(List.of("r1")));
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.EXPIRED);
    }
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      desk.advance(Duration.ofHours(1));
      assertThat(desk.heard.escalations).isEmpty();
      assertThat(desk.kinds("r1")).filteredOn("approval.escalated"::equals).hasSize(1);
    }
  }

  @Test
  void escalationThatNobodyHeardBeforeTheCrashIsToldAgain() {
    ManualClock clock = new ManualClock();
    CountDownLatch telling = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Desk first = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate);
    first.desk.listen(
        new ResponseListener() {
          @Override
          public void changed(
              Response response, @org.jspecify.annotations.Nullable ResponseState previous) {}

          @Override
          public void escalated(Response response) {
            telling.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
          }
        });
    first.desk.request(Requests.asking("r1"));
    first.advance(Duration.ofMinutes(4));
    await().until(() -> telling.getCount() == 0);
    first.state.close(); // as if it died while telling
    try (Desk second = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      await().until(() -> second.heard.escalations.equals(List.of("r1")));
      assertThat(second.kinds("r1")).filteredOn("approval.escalated"::equals).hasSize(1);
    }
    never.countDown();
    first.desk.close();
  }

  @Test
  void answerAfterTheTimeIsTooLateEvenBeforeTheTimerFires() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      desk.clock.advance(Duration.ofMinutes(10));
      refused(desk.desk.approve("r1", "anna", ""), Cause.WRONG_STATE, "too late");
      desk.advance(Duration.ZERO);
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.EXPIRED);
    }
  }

  @Test
  void twoApproversRacingDecideOnce() {
    try (Desk desk = Desk.open(temp, isolate)) {
      for (int round = 0; round < 20; round++) {
        String id = "r" + round;
        var pod = new io.nightjar.actions.PodTarget("shop", "p" + round, "u" + round);
        ApprovalAsk ask = Requests.ask(Duration.ofMinutes(10), null);
        desk.desk.request(Requests.of(id, "p", "fake:isolate", pod, null, ask));
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<DeskReply>> replies = new ArrayList<>();
        for (int person = 0; person < 4; person++) {
          String who = "person-" + person;
          boolean yes = person % 2 == 0;
          replies.add(
              CompletableFuture.supplyAsync(
                  () -> {
                    try {
                      go.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    return yes ? desk.desk.approve(id, who, "") : desk.desk.deny(id, who, "");
                  }));
        }
        go.countDown();
        assertThat(replies.stream().map(CompletableFuture::join))
            .filteredOn(DeskReply.Done.class::isInstance)
            .hasSize(1);
        await()
            .until(
                () ->
                    Set.of(ResponseState.SUCCEEDED, ResponseState.REJECTED)
                        .contains(desk.now(id).state()));
        assertThat(desk.kinds(id))
            .filteredOn(kind -> kind.matches("response.(allowed|rejected)"))
            .hasSize(1);
      }
    }
  }

  @Test
  void whoAskedCannotApproveButMayWithdraw() {
    try (Desk desk = Desk.open(temp, isolate)) {
      ApprovalAsk ask = Requests.ask(Duration.ofMinutes(10), null);
      desk.desk.request(Requests.of("r1", "person:Anna", "fake:isolate", Requests.POD, null, ask));
      refused(desk.desk.approve("r1", "anna ", ""), Cause.NOT_ENTITLED, "asked for");
      assertThat(desk.kinds("r1")).endsWith("approval.refused");
      assertThat(desk.desk.deny("r1", "anna", "never mind")).isInstanceOf(DeskReply.Done.class);
    }
  }

  @Test
  void onlyTheAskedGroupsMayAnswerWhereGroupsAreKnown() {
    GateSettings base = GateSettings.of(Mode.ENFORCE);
    GateSettings grouped =
        base.with(
            new GateSettings.Asking(
                Set.of(),
                base.asking().ask(),
                Map.of("night-shift", Set.of("anna"), "day", Set.of("ben"))));
    ApprovalAsk ask = ApprovalAsk.of(List.of("night-shift"), Duration.ofMinutes(10), List.of());
    try (Desk desk = Desk.open(temp, grouped, new ManualClock(), isolate)) {
      desk.desk.request(Requests.asking("r1", ask));
      refused(desk.desk.approve("r1", "ben", ""), Cause.NOT_ENTITLED, "night-shift");
      refused(desk.desk.deny("r1", "ben", ""), Cause.NOT_ENTITLED, "night-shift");
      refused(desk.desk.approve("r1", " ", ""), Cause.NOT_ENTITLED, "needs a name");
      assertThat(desk.desk.approve("r1", "anna", "")).isInstanceOf(DeskReply.Done.class);
      desk.await("r1", ResponseState.SUCCEEDED);
    }
  }

  @Test
  void aVouchedGroupCountsLikeTheListOfPeopleAndTheProofIsRecorded() {
    GateSettings base = GateSettings.of(Mode.ENFORCE);
    GateSettings grouped =
        base.with(
            new GateSettings.Asking(
                Set.of(), base.asking().ask(), Map.of("night-shift", Set.of("anna"))));
    ApprovalAsk ask = ApprovalAsk.of(List.of("night-shift"), Duration.ofMinutes(10), List.of());
    try (Desk desk = Desk.open(temp, grouped, new ManualClock(), isolate)) {
      desk.desk.request(Requests.of("r1", "person:cleo", "fake:isolate", Requests.POD, null, ask));
      Speaker day = new Speaker("ben", Set.of("day"), "OIDC https://id.example 7");
      Speaker night = new Speaker("dora", Set.of("night-shift"), "OIDC https://id.example 8");
      Speaker asker = new Speaker("cleo", Set.of("night-shift"), "OIDC https://id.example 9");
      refused(desk.desk.approve("r1", day, ""), Cause.NOT_ENTITLED, "night-shift");
      refused(desk.desk.approve("r1", asker, ""), Cause.NOT_ENTITLED, "asked for");
      assertThat(desk.desk.approve("r1", night, "")).isInstanceOf(DeskReply.Done.class);
      desk.await("r1", ResponseState.SUCCEEDED);
      assertThat(desk.desk.history("r1"))
          .filteredOn(leaf -> leaf.fields().has("vouchedBy"))
          .extracting(leaf -> leaf.kind() + " " + leaf.fields().get("vouchedBy").asText())
          .containsExactly(
              "approval.refused OIDC https://id.example 7",
              "approval.refused OIDC https://id.example 9",
              "response.allowed OIDC https://id.example 8");
    }
  }

  @Test
  void approvalOfSomethingElseIsRefused() {
    try (Desk desk = Desk.open(temp, isolate)) {
      ResponseRequest request = Requests.asking("r1");
      desk.desk.request(request);
      refused(
          desk.desk.approve("r1", "anna", "", ActionDigest.of(Requests.asking("r2"))),
          Cause.DIFFERENT_ACTION,
          "look again");
      assertThat(desk.desk.approve("r1", "anna", "", ActionDigest.of(request)))
          .isInstanceOf(DeskReply.Done.class);
      desk.await("r1", ResponseState.SUCCEEDED);
    }
  }

  private static ApprovalAsk two() {
    return new ApprovalAsk(
        List.of(),
        2,
        Duration.ofMinutes(10),
        ApprovalAsk.Unanswered.NOTHING,
        List.of(
            new ApprovalAsk.Step(Duration.ofMinutes(2), List.of("on-call")),
            new ApprovalAsk.Step(Duration.ofMinutes(4), List.of("lead"))),
        Duration.ofMinutes(2));
  }

  @Test
  void twoDifferentPeopleHaveToAgree() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1", two()));
      assertThat(desk.desk.approve("r1", "anna", "I saw it"))
          .isInstanceOfSatisfying(
              DeskReply.Done.class,
              done ->
                  assertThat(done.response().state()).isEqualTo(ResponseState.AWAITING_APPROVAL));
      refused(desk.desk.approve("r1", " Anna", ""), Cause.NOT_ENTITLED, "another person");
      assertThat(isolate.executed).isEmpty();
      desk.desk.approve("r1", "ben", "me too");
      Response done = desk.await("r1", ResponseState.SUCCEEDED);
      assertThat(done.decidedBy()).isEqualTo("anna and ben");
      assertThat(done.answers().agreed())
          .extracting(Answers.Agreement::who)
          .containsExactly("anna", "ben");
      assertThat(desk.kinds("r1"))
          .containsSubsequence(
              "approval.agreed", "approval.refused", "response.allowed", "response.executing");
    }
  }

  @Test
  void theFirstYesOutlivesARestart() {
    ManualClock clock = new ManualClock();
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      desk.desk.request(Requests.asking("r1", two()));
      desk.desk.approve("r1", "anna", "");
    }
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      refused(desk.desk.approve("r1", "anna", ""), Cause.NOT_ENTITLED, "agreed already");
      desk.desk.approve("r1", "ben", "");
      desk.await("r1", ResponseState.SUCCEEDED);
    }
  }

  @Test
  void oneNoIsEnoughAfterAYes() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1", two()));
      desk.desk.approve("r1", "anna", "");
      desk.desk.deny("r1", "ben", "a deployment");
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.REJECTED);
      assertThat(desk.now("r1").decidedBy()).isEqualTo("ben");
      assertThat(isolate.executed).isEmpty();
    }
  }

  @Test
  void secondAndThirdYesAtOnceExecuteOnce() throws Exception {
    try (Desk desk = Desk.open(temp, isolate)) {
      for (int round = 0; round < 20; round++) {
        String id = "r" + round;
        desk.desk.request(
            Requests.of(
                id,
                "p",
                "fake:isolate",
                new io.nightjar.actions.PodTarget("shop", "p" + round, "u" + round),
                null,
                two()));
        desk.desk.approve(id, "anna", "");
        CountDownLatch go = new CountDownLatch(1);
        List<CompletableFuture<DeskReply>> replies = new ArrayList<>();
        for (String who : List.of("ben", "cleo")) {
          replies.add(
              CompletableFuture.supplyAsync(
                  () -> {
                    try {
                      go.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    return desk.desk.approve(id, who, "");
                  }));
        }
        go.countDown();
        assertThat(replies.stream().map(CompletableFuture::join))
            .filteredOn(reply -> reply instanceof DeskReply.Done)
            .hasSize(1);
        desk.await(id, ResponseState.SUCCEEDED);
      }
      assertThat(isolate.executed).hasSize(20);
    }
  }

  @Test
  void escalationGoesStepByStepRepeatsItsLastAndEndsWithTheQuestion() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1", two()));
      for (int minute = 0; minute < 12; minute++) {
        desk.advance(Duration.ofMinutes(1));
      }
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.EXPIRED);
      assertThat(desk.desk.history("r1"))
          .filteredOn(record -> record.kind().equals("approval.escalated"))
          .extracting(record -> record.fields().path("to").path(0).asText())
          .containsExactly("on-call", "lead", "lead", "lead");
    }
  }

  @Test
  void whoeverLooksAtItEndsTheEscalationButNotTheQuestion() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1", two()));
      desk.advance(Duration.ofMinutes(2));
      assertThat(desk.desk.acknowledge("r1", "kim", "on it")).isInstanceOf(DeskReply.Done.class);
      assertThat(desk.now("r1").answers().acknowledgedBy()).isEqualTo("kim");
      desk.advance(Duration.ofMinutes(5));
      assertThat(desk.kinds("r1")).containsOnlyOnce("approval.escalated");
      desk.advance(Duration.ofMinutes(3));
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.EXPIRED);
    }
  }

  @Test
  void unansweredQuestionActsWhereThePolicyWantsItAndItCanBeUndone() {
    FakeAction kill = new FakeAction("fake:kill", false);
    ApprovalAsk act =
        new ApprovalAsk(
            List.of(),
            1,
            Duration.ofMinutes(10),
            ApprovalAsk.Unanswered.ACT_IF_REVERSIBLE,
            List.of(),
            null);
    try (Desk desk =
        Desk.open(temp, GateSettings.of(Mode.ENFORCE), new ManualClock(), isolate, kill)) {
      desk.desk.request(Requests.asking("r1", act));
      desk.desk.request(Requests.of("r2", "p", "fake:kill", Requests.POD, null, act));
      desk.advance(Duration.ofMinutes(10));
      Response done = desk.await("r1", ResponseState.SUCCEEDED);
      assertThat(desk.kinds("r1")).contains("response.allowed");
      assertThat(done.decidedBy()).isEmpty();
      assertThat(desk.now("r2").state()).isEqualTo(ResponseState.EXPIRED);
      assertThat(kill.executed).isEmpty();
      desk.fireAgain();
      assertThat(isolate.executed).hasSize(1);
    }
  }
}
