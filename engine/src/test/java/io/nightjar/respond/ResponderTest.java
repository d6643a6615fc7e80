package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.NullNode;
import io.nightjar.actions.Artefact;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponderTest {

  @TempDir Path temp;
  private final FakeAction isolate = new FakeAction("fake:isolate", true);
  private final FakeAction label = new FakeAction("fake:label", true);

  private static ResponseRequest label(String id) {
    return Requests.of(id, "p", "fake:label", Requests.POD, null, null);
  }

  private static final int FEW_AT_A_TIME = CarefulCalls.LOOKS_ON_ONE_NODE;

  private static void wait(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody opened the latch");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneActionAtATimeOnATargetAndOthersInParallel() {
    CountDownLatch first = new CountDownLatch(1);
    isolate.answer =
        request -> {
          if (request.target().equals(Requests.POD)) {
            wait(first);
          }
          return new Outcome.NothingToDo("fine");
        };
    ResponderSettings patient =
        new ResponderSettings(
            Duration.ofSeconds(30),
            1,
            Duration.ofMillis(1),
            4,
            Duration.ofMinutes(1),
            Duration.ofMillis(20));
    try (Desk desk =
        Desk.open(
            temp, GateSettings.of(Mode.ENFORCE), new ManualClock(), patient, isolate, label)) {
      desk.desk.request(Requests.isolate("r1"));
      await().until(() -> isolate.executed.size() == 1);
      desk.desk.request(label("r2"));
      desk.desk.request(Requests.on("r3", new PodTarget("shop", "other", "uid-2")));
      desk.await("r3", ResponseState.NOTHING_TO_DO);
      assertThat(label.executed).isEmpty();
      assertThat(desk.now("r2").state()).isEqualTo(ResponseState.ALLOWED);
      first.countDown();
      desk.await("r1", ResponseState.NOTHING_TO_DO);
      desk.await("r2", ResponseState.SUCCEEDED);
    }
  }

  @Test
  void containmentNeverWaitsForEvidenceOfTheSameTarget() {
    CountDownLatch collected = new CountDownLatch(1);
    FakeAction evidence = new FakeAction("evidence:fake", false);
    evidence.answer =
        request -> {
          wait(collected);
          return new Outcome.NothingToDo("fine");
        };
    try (Desk desk = Desk.open(temp, evidence, isolate)) {
      for (int i = 0; i < 20; i++) {
        PodTarget pod = i == 0 ? Requests.POD : new PodTarget("shop", "other", "uid-x" + i);
        desk.desk.request(Requests.of("e" + i, "p" + i, "evidence:fake", pod, null, null));
      }
      await().until(() -> evidence.executed.size() == FEW_AT_A_TIME);

      desk.desk.request(Requests.isolate("r1"));
      desk.await("r1", ResponseState.SUCCEEDED);

      assertThat(evidence.executed).hasSize(FEW_AT_A_TIME);
      collected.countDown();
      desk.await("e0", ResponseState.NOTHING_TO_DO);
    }
  }

  @Test
  void theHashesOfEvidenceAreInTheAuditLog() {
    FakeAction evidence = new FakeAction("evidence:fake", false);
    evidence.answer =
        request ->
            new Outcome.Succeeded(
                List.of("kept one"),
                NullNode.getInstance(),
                List.of(),
                List.of(new Artefact("maps.txt", "maps", "web", 5, "abc", "the time was over")));
    try (Desk desk = Desk.open(temp, evidence)) {
      desk.desk.request(Requests.of("e1", "p", "evidence:fake", Requests.POD, null, null));
      Response done = desk.await("e1", ResponseState.SUCCEEDED);

      assertThat(done.outcome())
          .isInstanceOfSatisfying(
              Outcome.Succeeded.class, succeeded -> assertThat(succeeded.artefacts()).hasSize(1));
      assertThat(
              new ResponseQueries(desk.state.database())
                  .history("e1")
                  .getLast()
                  .fields()
                  .path("artefacts")
                  .toString())
          .isEqualTo(
              "[{\"bytes\":5,\"kind\":\"maps\",\"name\":\"maps.txt\",\"sha256\":\"abc\",\"truncated\":\"the"
                  + " time was over\"}]");
    }
  }

  @Test
  void onlyWhatIsUnavailableIsTriedAgain() {
    AtomicInteger calls = new AtomicInteger();
    isolate.answer =
        request ->
            calls.incrementAndGet() < 3
                ? new Outcome.Failed(Kind.UNAVAILABLE, "connection refused")
                : new Outcome.NothingToDo("isolated already");
    label.answer = request -> new Outcome.Failed(Kind.CONFLICT, "changed");
    try (Desk desk = Desk.open(temp, isolate, label)) {
      desk.desk.request(Requests.isolate("r1"));
      assertThat(desk.await("r1", ResponseState.NOTHING_TO_DO).reason())
          .isEqualTo("isolated already");
      desk.desk.request(label("r2"));
      assertThat(desk.await("r2", ResponseState.FAILED).reason()).isEqualTo("CONFLICT: changed");
    }
    assertThat(isolate.executed).hasSize(3);
    assertThat(label.executed).hasSize(1);
  }

  @Test
  void givesUpAfterAFewAttempts() {
    isolate.answer = request -> new Outcome.Failed(Kind.UNAVAILABLE, "connection refused");
    try (Desk desk = Desk.open(temp, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      Response failed = desk.await("r1", ResponseState.FAILED);
      assertThat(failed.reason()).isEqualTo("UNAVAILABLE: connection refused");
      assertThat(desk.desk.request(Requests.isolate("r2")).id())
          .as("a failed one does not hold, so the next detection tries again")
          .isEqualTo("r2");
      desk.await("r2", ResponseState.FAILED);
    }
    assertThat(isolate.executed).hasSize(6);
  }

  @Test
  void exceptionsBecomeFailures() {
    isolate.answer =
        request -> {
          throw new UncheckedIOException(new IOException("connection reset"));
        };
    label.answer =
        request -> {
          throw new IllegalArgumentException("no such label");
        };
    FakeAction broken = new FakeAction("fake:broken", true);
    broken.answer =
        request -> {
          throw new NoClassDefFoundError("io/nightjar/Missing");
        };
    try (Desk desk = Desk.open(temp, isolate, label, broken)) {
      desk.desk.request(Requests.of("r0", "p", "fake:broken", Requests.POD, null, null));
      assertThat(desk.await("r0", ResponseState.FAILED).reason()).contains("NoClassDefFoundError");
      desk.desk.request(Requests.isolate("r1"));
      assertThat(desk.await("r1", ResponseState.FAILED).outcome())
          .isInstanceOfSatisfying(
              Outcome.Failed.class, f -> assertThat(f.kind()).isEqualTo(Kind.UNAVAILABLE));
      desk.desk.request(label("r2"));
      assertThat(desk.await("r2", ResponseState.FAILED).outcome())
          .isEqualTo(new Outcome.Failed(Kind.REFUSED, "IllegalArgumentException: no such label"));
    }
    assertThat(isolate.executed).hasSize(3);
    assertThat(label.executed).hasSize(1);
  }

  @Test
  void slowActionIsAbandonedAndNotRepeated() {
    CountDownLatch never = new CountDownLatch(1);
    isolate.answer =
        request -> {
          wait(never);
          return new Outcome.NothingToDo("late");
        };
    ResponderSettings impatient =
        new ResponderSettings(
            Duration.ofMillis(100),
            3,
            Duration.ofMillis(1),
            4,
            Duration.ofMinutes(1),
            Duration.ofMillis(20));
    try (Desk desk =
        Desk.open(temp, GateSettings.of(Mode.ENFORCE), new ManualClock(), impatient, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      assertThat(desk.await("r1", ResponseState.FAILED).reason())
          .contains("no answer in 100 milliseconds");
    }
    assertThat(isolate.executed).hasSize(1);
    never.countDown();
  }

  @Test
  void actionThatStoppingInterruptsIsReconciledAtTheNextStart() {
    CountDownLatch never = new CountDownLatch(1);
    isolate.answer =
        request -> {
          wait(never);
          return new Outcome.NothingToDo("late");
        };
    ResponderSettings patient =
        new ResponderSettings(
            Duration.ofSeconds(30),
            3,
            Duration.ofMillis(1),
            4,
            Duration.ofMinutes(1),
            Duration.ofMillis(20));
    try (Desk desk =
        Desk.open(temp, GateSettings.of(Mode.ENFORCE), new ManualClock(), patient, isolate)) {
      desk.desk.request(Requests.isolate("r1"));
      await().until(() -> isolate.executed.size() == 1);
      desk.desk.close(Duration.ofMillis(100));
      await().pollDelay(Duration.ofMillis(200)).until(() -> true);
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.EXECUTING);
      desk.killSwitch.engage("person:anna", "look first");
    }
    isolate.answer = request -> new Outcome.NothingToDo("isolated before");
    try (Desk desk = Desk.open(temp, isolate)) {
      await().pollDelay(Duration.ofMillis(200)).until(() -> true);
      assertThat(desk.now("r1").state()).isEqualTo(ResponseState.EXECUTING);
      assertThat(isolate.executed).as("the kill switch stops reconciling too").hasSize(1);
      desk.killSwitch.release("person:anna", "go");
      assertThat(desk.await("r1", ResponseState.NOTHING_TO_DO).reason())
          .startsWith("isolated before");
      assertThat(desk.kinds("r1")).containsOnlyOnce("response.reconciling");
    }
  }

  @Test
  void systemThatKeepsFailingIsLeftAloneForAWhile() {
    isolate.answer = request -> new Outcome.Failed(Kind.UNAVAILABLE, "down");
    FakeAction other = new FakeAction("process:kill", false);
    ManualClock clock = new ManualClock();
    try (Desk desk = Desk.open(temp, GateSettings.of(Mode.ENFORCE), clock, isolate, other)) {
      for (int i = 0; i < 5; i++) {
        desk.desk.request(Requests.on("r" + i, new PodTarget("shop", "p", "u" + i)));
        desk.await("r" + i, ResponseState.FAILED);
      }
      int tried = isolate.executed.size();
      desk.desk.request(Requests.on("r5", new PodTarget("shop", "p", "u5")));
      assertThat(desk.await("r5", ResponseState.FAILED).reason()).contains("left alone");
      assertThat(isolate.executed).hasSize(tried);
      desk.desk.request(Requests.of("k1", "p", "process:kill", Requests.POD, null, null));
      desk.await("k1", ResponseState.SUCCEEDED);
      isolate.answer = request -> new Outcome.NothingToDo("up again");
      clock.advance(Duration.ofSeconds(16));
      desk.desk.request(Requests.on("r6", new PodTarget("shop", "p", "u6")));
      desk.await("r6", ResponseState.NOTHING_TO_DO);
    }
  }
}
