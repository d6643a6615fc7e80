package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.store.TestState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponseDeskTest {

  @TempDir Path temp;
  private final FakeAction isolate = new FakeAction("fake:isolate", true);
  private final FakeAction kill = new FakeAction("fake:kill", false);

  @Test
  void allowedResponseIsCarriedOutAndEveryStepRecorded() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.clock.advance(Duration.ofMillis(42));
      assertThat(desk.desk.request(Requests.isolate("r1")).state())
          .isEqualTo(ResponseState.ALLOWED);
      Response done = desk.await("r1", ResponseState.SUCCEEDED);
      assertThat(done.reason()).isEqualTo("isolated pod shop/checkout-7d4b9");
      assertThat(done.latencyMillis()).isEqualTo(42);
      assertThat(done.dryRun()).isFalse();
      assertThat(done.findings()).hasSize(14);
      assertThat(isolate.executed)
          .singleElement()
          .satisfies(
              request -> {
                assertThat(request.responseId()).isEqualTo("r1");
                assertThat(request.target()).isEqualTo(Requests.POD);
                assertThat(request.parameters().text("reason", "")).isEqualTo("shell");
                assertThat(request.dryRun()).isFalse();
              });
      assertThat(desk.kinds("r1"))
          .containsExactly(
              "response.requested", "response.allowed", "response.executing", "response.succeeded");
      assertThat(desk.desk.history("r1").getLast().fields().path("latencyMillis").asLong())
          .isEqualTo(42);
      await()
          .untilAsserted(
              () ->
                  assertThat(desk.heard.changes)
                      .containsExactly(
                          "r1 null REQUESTED",
                          "r1 REQUESTED ALLOWED",
                          "r1 ALLOWED EXECUTING",
                          "r1 EXECUTING SUCCEEDED"));
    }
  }

  @Test
  void sameRequestIsTakenOnce() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      assertThat(desk.desk.request(Requests.isolate("r1")).state())
          .isEqualTo(ResponseState.SUCCEEDED);
      assertThat(desk.now("r1").repeats()).isZero();
    }
    assertThat(isolate.executed).hasSize(1);
    try (Desk desk = Desk.open(temp, isolate)) {
      assertThat(desk.desk.request(Requests.isolate("r1")).state())
          .isEqualTo(ResponseState.SUCCEEDED);
    }
    assertThat(isolate.executed).hasSize(1);
  }

  @Test
  void sameActionOnTheSameTargetIsJoinedWhileItHolds() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      Response joined = desk.desk.request(Requests.isolate("r2"));
      assertThat(joined.id()).isEqualTo("r1");
      assertThat(joined.repeats()).isEqualTo(1);
      assertThat(desk.desk.request(Requests.isolate("r2")).repeats())
          .as("the same joined request again")
          .isEqualTo(1);
      assertThat(desk.desk.find("r2")).isEmpty();
      assertThat(desk.kinds("r1")).endsWith("response.joined");
      desk.desk.undo("r1", "anna", "");
      desk.await("r1", ResponseState.UNDONE);
      assertThat(desk.desk.request(Requests.isolate("r2")).id())
          .as("a replayed request must not act again after the undo")
          .isEqualTo("r1");
      assertThat(desk.desk.request(Requests.isolate("r3")).id()).isEqualTo("r3");
      desk.await("r3", ResponseState.SUCCEEDED);
    }
    assertThat(isolate.executed).hasSize(2);
  }

  @Test
  void anotherTargetIsAnotherResponse() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.desk.request(Requests.on("r2", new PodTarget("shop", "checkout-7d4b9", "uid-2")));
      desk.await("r1", ResponseState.SUCCEEDED);
      desk.await("r2", ResponseState.SUCCEEDED);
    }
    assertThat(isolate.executed).hasSize(2);
  }

  @Test
  void whatCannotBeUndoneHoldsForAWhileOnly() {
    ManualClock clock = new ManualClock();
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, kill)) {
      desk.desk.request(Requests.of("k1", "p", "fake:kill", Requests.POD, null, null));
      desk.await("k1", ResponseState.SUCCEEDED);
      assertThat(
              desk.desk.request(Requests.of("k2", "p", "fake:kill", Requests.POD, null, null)).id())
          .isEqualTo("k1");
      desk.advance(Duration.ofMinutes(11));
      assertThat(
              desk.desk.request(Requests.of("k3", "p", "fake:kill", Requests.POD, null, null)).id())
          .isEqualTo("k3");
      desk.await("k3", ResponseState.SUCCEEDED);
    }
  }

  @Test
  void urgentRequestDoesNotWaitBehindOneThatAwaitsApproval() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      assertThat(desk.desk.request(Requests.asking("r2")).id()).isEqualTo("r1");
      assertThat(desk.desk.request(Requests.isolate("r3")).id()).isEqualTo("r3");
      desk.await("r3", ResponseState.SUCCEEDED);
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.AWAITING_APPROVAL);
    }
  }

  @Test
  void protectedNamespaceIsNeverTouchedAndTheRefusalIsRecorded() {
    try (Desk desk = Desk.open(temp, isolate)) {
      Response denied =
          desk.desk.request(Requests.on("r1", new PodTarget("kube-system", "coredns", "u")));
      assertThat(denied.state()).isEqualTo(ResponseState.DENIED);
      assertThat(denied.reason()).isEqualTo("namespace kube-system is protected");
      var leaf = desk.desk.history("r1").getLast();
      assertThat(leaf.kind()).isEqualTo("response.denied");
      assertThat(leaf.fields().path("guard").asText()).isEqualTo("protected-targets");
      assertThat(leaf.fields().path("reason").asText())
          .isEqualTo("namespace kube-system is protected");
      assertThat(leaf.fields().path("findings")).hasSize(14);
    }
    assertThat(isolate.executed).isEmpty();
  }

  @Test
  void otherSettingsTakeEffectWhileRunning() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.gate.reconfigure(
          GateSettings.of(Mode.ENFORCE)
              .with(
                  new GateSettings.Protection(
                      Set.of("shop"),
                      Set.of(),
                      Map.of(),
                      Set.of(),
                      true,
                      GateSettings.Self.UNKNOWN)));
      assertThat(desk.desk.request(Requests.isolate("r1")).state()).isEqualTo(ResponseState.DENIED);
      desk.gate.reconfigure(GateSettings.of(Mode.ENFORCE));
      desk.desk.request(Requests.isolate("r2"));
      desk.await("r2", ResponseState.SUCCEEDED);
    }
  }

  @Test
  void dryRunTellsTheActionAndSaysSo() {
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.DRY_RUN), new ManualClock(), isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      Response done = desk.await("r1", ResponseState.SUCCEEDED);
      assertThat(done.dryRun()).isTrue();
      assertThat(done.reason()).startsWith("dry run, nothing was changed");
      assertThat(desk.desk.undo("r1", "anna", ""))
          .isInstanceOfSatisfying(
              DeskReply.Refused.class, r -> assertThat(r.why()).contains("dry run"));
    }
    assertThat(isolate.executed).singleElement().matches(request -> request.dryRun());
    assertThat(isolate.undone).isEmpty();
  }

  @Test
  void overTheRateTheNextOneIsAskedForAndOnlyOnce() {
    GateSettings one =
        GateSettings.of(Mode.ENFORCE)
            .with(
                new GateSettings.Rates(
                    new GateSettings.Rate(1, Duration.ofHours(1)),
                    new GateSettings.Rate(30, Duration.ofHours(1))));
    try (Desk desk = Desk.open(temp, one, new ManualClock(), isolate)) {
      PodTarget other = new PodTarget("shop", "cart-1", "uid-2");
      desk.desk.request(Requests.isolate("r1"));
      Response asked = desk.desk.request(Requests.on("r2", other));
      assertThat(asked.state()).isEqualTo(ResponseState.AWAITING_APPROVAL);
      assertThat(asked.reason()).contains("more than 1 in 1 hour");
      assertThat(asked.expiresAt()).isEqualTo(Requests.TIME.plus(Duration.ofMinutes(30)));
      assertThat(desk.desk.request(Requests.on("r3", other)).id()).isEqualTo("r2");
      desk.await("r1", ResponseState.SUCCEEDED);
      desk.advance(Duration.ofMinutes(30));
      assertThat(desk.now("r2").reason()).isEqualTo("nobody answered in 30 minutes");
    }
  }

  @Test
  void killSwitchStopsWhatWasAllowedBefore() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      desk.killSwitch.engage("person:anna", "stop");
      assertThat(desk.desk.approve("r1", "ben", "")).isInstanceOf(DeskReply.Done.class);
      Response denied = desk.await("r1", ResponseState.DENIED);
      assertThat(denied.reason()).contains("kill switch", "stop");
      assertThat(desk.desk.history("r1").getLast().fields().path("guard").asText())
          .isEqualTo("kill-switch");
      assertThat(desk.desk.request(Requests.isolate("r2")).state()).isEqualTo(ResponseState.DENIED);
      desk.killSwitch.release("person:anna", "go");
      desk.desk.request(Requests.isolate("r3"));
      desk.await("r3", ResponseState.SUCCEEDED);
    }
    assertThat(isolate.executed).hasSize(1);
  }

  @Test
  void whatCannotBeRecordedIsNotDone() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      TestState.failing(temp, "response.executing");
      desk.desk.approve("r1", "ben", "");
      await().pollDelay(Duration.ofMillis(150)).until(() -> true);
      assertThat(isolate.executed).isEmpty();
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.ALLOWED);
      TestState.healed(temp);
      desk.await("r1", ResponseState.SUCCEEDED);
    }
    assertThat(isolate.executed).hasSize(1);
  }

  @Test
  void outcomeThatCannotBeWrittenIsKeptUntilItCan() {
    try (Desk desk = Desk.open(temp, isolate)) {
      TestState.failing(temp, "response.succeeded");
      desk.desk.request(Requests.isolate("r1"));
      await().until(() -> isolate.executed.size() == 1);
      await().pollDelay(Duration.ofMillis(100)).until(() -> true);
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.EXECUTING);
      TestState.healed(temp);
      desk.await("r1", ResponseState.SUCCEEDED);
    }
    assertThat(isolate.executed).hasSize(1);
  }

  @Test
  void allowedResponseIsCarriedOutAfterARestart() {
    CountDownLatch never = new CountDownLatch(1);
    isolate.answer =
        request -> {
          try {
            never.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return new Outcome.NothingToDo("never");
        };
    // one lane: the second waits behind the first, which is being executed
    TestState.open(temp).close();
    Desk first = Desk.open(temp, isolate, kill);
    first.desk.request(Requests.isolate("r1"));
    await().until(() -> isolate.executed.size() == 1);
    first.desk.request(Requests.of("r2", "p", "fake:kill", Requests.POD, null, null));
    assertThat(first.now("r1").state()).isEqualTo(ResponseState.EXECUTING);
    assertThat(first.now("r2").state()).isEqualTo(ResponseState.ALLOWED);
    // the store goes away under it, as in a crash: no outcome can be written any more
    first.state.close();
    never.countDown();
    first.desk.close();

    FakeAction again = new FakeAction("fake:isolate", true);
    try (Desk second = Desk.open(temp, again, kill)) {
      second.await("r1", ResponseState.SUCCEEDED);
      second.await("r2", ResponseState.SUCCEEDED);
      assertThat(second.kinds("r1")).contains("response.reconciling");
      assertThat(second.kinds("r2")).doesNotContain("response.reconciling");
    }
    assertThat(again.executed).singleElement().matches(r -> r.responseId().equals("r1"));
    assertThat(kill.executed).hasSize(1);
  }

  @Test
  void storedActionThatWasExchangedIsNotDone() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
    }
    TestState.tamper(
        temp, "UPDATE responses SET json = replace(json, 'uid-1', 'uid-9') WHERE id = 'r1'");
    assertThat(TestState.verify(temp).problems())
        .singleElement()
        .satisfies(p -> assertThat(p.describe()).startsWith("response r1 is not what leaf 1 says"));
    try (Desk desk = Desk.open(temp, isolate)) {
      assertThat(desk.desk.approve("r1", "ben", ""))
          .isInstanceOfSatisfying(
              DeskReply.Refused.class,
              r -> assertThat(r.cause()).isEqualTo(DeskReply.Cause.DIFFERENT_ACTION));
      TestState.tamper(temp, "UPDATE responses SET json = replace(json, 'uid-9', 'uid-1')");
    }
    assertThat(isolate.executed).isEmpty();
  }

  @Test
  void responseThatWasExchangedAfterTheApprovalIsNotDone() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      TestState.exchanging(temp, "uid-1", "uid-9");
      desk.desk.approve("r1", "ben", "");
      assertThat(desk.await("r1", ResponseState.DENIED).reason())
          .isEqualTo("the stored action is not the one that was judged");
    }
    assertThat(isolate.executed).isEmpty();
  }

  @Test
  void listsByStateAndNamespaceTheNewestFirst() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.asking("r1"));
      desk.desk.request(Requests.on("r2", new PodTarget("bank", "a", "u2")));
      desk.await("r2", ResponseState.SUCCEEDED);
      assertThat(desk.desk.list(ResponseFilter.ALL)).extracting(Response::id).hasSize(2);
      assertThat(desk.desk.list(ResponseFilter.in(ResponseState.AWAITING_APPROVAL)))
          .extracting(Response::id)
          .containsExactly("r1");
      assertThat(desk.desk.list(new ResponseFilter(Set.of(), "bank", 10)))
          .extracting(Response::id)
          .containsExactly("r2");
      assertThat(desk.desk.list(new ResponseFilter(Set.of(), "", 1))).hasSize(1);
    }
  }

  @Test
  void prefixIsEnoughWhereItIsUnique() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.on("abc1", new PodTarget("a", "a", "u1")));
      desk.desk.request(Requests.on("abd2", new PodTarget("a", "b", "u2")));
      assertThat(desk.desk.find("abc")).map(Response::id).contains("abc1");
      assertThat(desk.desk.find("ab")).isEmpty();
      assertThat(desk.desk.find("")).isEmpty();
      assertThat(desk.desk.find("%")).isEmpty();
      assertThat(desk.desk.approve("ab", "anna", ""))
          .isInstanceOfSatisfying(
              DeskReply.Refused.class,
              r -> {
                assertThat(r.cause()).isEqualTo(DeskReply.Cause.AMBIGUOUS);
                assertThat(r.why()).contains("abc1, abd2");
              });
      assertThat(desk.desk.approve("x", "anna", ""))
          .isEqualTo(new DeskReply.Refused(DeskReply.Cause.NOT_FOUND, "there is no response x"));
      desk.await("abc1", ResponseState.SUCCEEDED);
      desk.await("abd2", ResponseState.SUCCEEDED);
    }
  }

  @Test
  void listenerThatThrowsOrAsksTheDeskHarmsNothing() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.listen(
          new ResponseListener() {
            @Override
            public void changed(
                Response response, @org.jspecify.annotations.Nullable ResponseState previous) {
              if (response.id().equals("r1") && response.state() == ResponseState.SUCCEEDED) {
                desk.desk.request(Requests.on("r2", new PodTarget("shop", "x", "u2")));
              }
              throw new IllegalStateException("listener");
            }

            @Override
            public void escalated(Response response) {}
          });
      desk.desk.request(Requests.isolate("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      await().until(() -> desk.desk.find("r2").isPresent());
      desk.await("r2", ResponseState.SUCCEEDED);
      assertThat(desk.heard.changes).contains("r1 EXECUTING SUCCEEDED");
    }
    assertThat(List.copyOf(isolate.executed)).hasSize(2);
  }
}
