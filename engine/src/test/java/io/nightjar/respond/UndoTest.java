package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.gate.Gate;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.Mode;
import io.nightjar.gate.TargetLookup;
import io.nightjar.respond.DeskReply.Cause;
import io.nightjar.store.TestState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndoTest {

  @TempDir Path temp;
  private final FakeAction isolate = new FakeAction("fake:isolate", true);
  private final FakeAction kill = new FakeAction("fake:kill", false);

  private static ResponseRequest temporary(String id) {
    return Requests.of(id, "p", "fake:isolate", Requests.POD, Duration.ofHours(8), null);
  }

  @Test
  void undoRestoresTheBeforeState() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      assertThat(desk.desk.undo("r1", "anna", "false alarm"))
          .isInstanceOfSatisfying(
              DeskReply.Done.class,
              done -> assertThat(done.response().state()).isEqualTo(ResponseState.UNDOING));
      Response undone = desk.await("r1", ResponseState.UNDONE);
      assertThat(undone.reason()).isEqualTo("labels restored");
      assertThat(undone.undoOutcome())
          .isEqualTo(new UndoOutcome.Undone(List.of("labels restored")));
      assertThat(isolate.undone)
          .singleElement()
          .satisfies(
              before -> assertThat(before.path("labels").asText()).isEqualTo("app=checkout"));
      assertThat(desk.kinds("r1")).endsWith("response.undoing", "response.undone");
      assertThat(desk.desk.undo("r1", "anna", ""))
          .isInstanceOfSatisfying(
              DeskReply.Refused.class,
              refused -> assertThat(refused.cause()).isEqualTo(Cause.WRONG_STATE));
    }
  }

  @Test
  void refusedUndoKeepsTheDifference() {
    UndoOutcome.Refused refused =
        new UndoOutcome.Refused("somebody changed the labels", List.of("/labels/app: a -> b"));
    isolate.undoAnswer = request -> refused;
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      desk.desk.undo("r1", "anna", "");
      Response response = desk.await("r1", ResponseState.UNDO_REFUSED);
      assertThat(response.undoOutcome()).isEqualTo(refused);
      assertThat(desk.desk.history("r1").getLast().fields().path("difference").get(0).asText())
          .isEqualTo("/labels/app: a -> b");
    }
  }

  @Test
  void irreversibleActionIsRefusedInWords() {
    try (Desk desk = Desk.open(temp, kill)) {
      desk.desk.request(Requests.of("k1", "p", "fake:kill", Requests.POD, null, null));
      desk.await("k1", ResponseState.SUCCEEDED);
      assertThat(desk.desk.undo("k1", "anna", ""))
          .isEqualTo(new DeskReply.Refused(Cause.IRREVERSIBLE, "fake:kill cannot be undone"));
    }
    assertThat(kill.undone).isEmpty();
  }

  @Test
  void temporaryResponseIsUndoneAtItsTime() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(temporary("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      desk.advance(Duration.ofHours(8).minusSeconds(1));
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.SUCCEEDED);
      desk.advance(Duration.ofSeconds(1));
      desk.await("r1", ResponseState.UNDONE);
    }
    assertThat(isolate.undone).hasSize(1);
  }

  @Test
  void failedUndoStaysInForceAndIsTriedAgainUntilItWorks() {
    isolate.undoAnswer = request -> new UndoOutcome.Failed(Kind.CONFLICT, "changed meanwhile");
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(temporary("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      desk.advance(Duration.ofHours(8));
      await().until(() -> desk.now("r1").undoOutcome() instanceof UndoOutcome.Failed);
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.SUCCEEDED);
      assertThat(desk.now("r1").reason()).contains("still in force", "changed meanwhile");
      isolate.undoAnswer = request -> new UndoOutcome.Undone(List.of("restored"));
      desk.advance(Duration.ofMinutes(2));
      desk.await("r1", ResponseState.UNDONE);
    }
    assertThat(isolate.undone).hasSize(2);
  }

  @Test
  void undoThatTheApiServerForbidsIsNotTriedForEver() {
    isolate.undoAnswer = request -> new UndoOutcome.Failed(Kind.REFUSED, "forbidden");
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      desk.desk.undo("r1", "anna", "");
      await().until(() -> desk.now("r1").undoOutcome() instanceof UndoOutcome.Failed);
      desk.advance(Duration.ofDays(1));
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.SUCCEEDED);
      isolate.undoAnswer = request -> new UndoOutcome.Undone(List.of("restored"));
      desk.desk.undo("r1", "anna", "again");
      desk.await("r1", ResponseState.UNDONE);
    }
    assertThat(isolate.undone).hasSize(2);
  }

  @Test
  void personsUndoCancelsTheScheduledOne() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(temporary("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      desk.desk.undo("r1", "anna", "");
      desk.await("r1", ResponseState.UNDONE);
      desk.advance(Duration.ofHours(9));
    }
    assertThat(isolate.undone).hasSize(1);
  }

  @Test
  void killSwitchPostponesTheScheduledUndo() {
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(temporary("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      desk.killSwitch.engage("person:anna", "stop");
      desk.advance(Duration.ofHours(8));
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.SUCCEEDED);
      assertThat(desk.kinds("r1")).endsWith("undo.postponed");
      desk.killSwitch.release("person:anna", "go");
      desk.advance(Duration.ofMinutes(5));
      desk.await("r1", ResponseState.UNDONE);
    }
  }

  @Test
  void undoGoesOnAfterARestart() {
    isolate.undoAnswer =
        request -> {
          throw new IllegalStateException("dies here");
        };
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
      TestState.failing(temp, "response.succeeded");
      desk.desk.undo("r1", "anna", "");
      await().until(() -> isolate.undone.size() == 1);
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.UNDOING);
    }
    TestState.healed(temp);
    isolate.undoAnswer = request -> new UndoOutcome.Undone(List.of("restored"));
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.await("r1", ResponseState.UNDONE);
    }
    assertThat(isolate.undone).hasSize(2);
  }

  @Test
  void anUndoThatWasMissedAndIsTakenUpAtTheStartIsDoneOnce() {
    ManualClock clock = new ManualClock();
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate)) {
      desk.desk.request(temporary("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);
    }
    clock.advance(Duration.ofHours(9));
    try (TestState state = TestState.open(temp)) {
      ResponseDesk desk = deskWhoseTimersFireAtOnce(state, clock);
      desk.start();
      await().until(() -> desk.find("r1").orElseThrow().state() == ResponseState.UNDONE);
      desk.close();
    }
    assertThat(isolate.undone).hasSize(1);
  }

  /** As Quartz does with what is overdue: while the start goes on. */
  private ResponseDesk deskWhoseTimersFireAtOnce(TestState state, ManualClock clock) {
    Gate gate =
        new Gate(
            GateSettings.of(Mode.ENFORCE),
            new KillSwitch(state.path(), false, state.database(), clock),
            Map.of("fake:isolate", isolate.descriptor()),
            TargetLookup.of(Desk.NO_PODS),
            clock);
    return new ResponseDesk(
        state.database(),
        gate,
        Map.of("fake:isolate", isolate),
        Desk.FAST,
        clock,
        wake ->
            new Timers() {
              @Override
              public void schedule(Timer timer) {
                if (!timer.due().isAfter(clock.instant())) {
                  wake.accept(timer);
                }
              }

              @Override
              public void cancel(long timerId) {}

              @Override
              public void close() {}
            });
  }
}
