package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.store.Leadership;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cluster, or the agent of a node, is away while an attacker is inside. */
class AwayTest {

  private static final Duration PERSISTENT = Duration.ofMinutes(5);
  private static final String WAITING = "response.waiting";
  private static final Outcome AWAY = new Outcome.Failed(Kind.UNAVAILABLE, "connection refused");

  @TempDir Path directory;

  private final FakeAction isolate = new FakeAction("fake:isolate", true);
  private final ManualClock clock = new ManualClock();

  @BeforeEach
  void isAway() {
    isolate.answer = request -> AWAY;
  }

  private Desk open() {
    return Desk.open(
        directory,
        GateSettings.of(Mode.ENFORCE),
        clock,
        Desk.FAST.withPersistFor(PERSISTENT),
        isolate);
  }

  private static String ask(Desk desk) {
    return ask(desk, "r-1");
  }

  /** Each on a pod of its own. */
  private static String ask(Desk desk, String id) {
    return desk.desk.request(Requests.on(id, new PodTarget("shop", "web-" + id, "uid-" + id))).id();
  }

  private static ResponseRequest on(String node, String action) {
    return Requests.of(node, "night-isolate", action, Requests.POD, null, null);
  }

  private void comesBack() {
    isolate.answer = new FakeAction("fake:isolate", true).answer;
  }

  private static void awaitWaiting(Desk desk, String id) {
    Awaitility.await().until(() -> desk.kinds(id).contains(WAITING));
  }

  @Test
  void whatContainsWaitsForTheClusterAndThenDoesIt() {
    try (Desk desk = open()) {
      String id = ask(desk);
      Awaitility.await()
          .until(() -> desk.heard.waits.stream().anyMatch(said -> said.endsWith("!")));
      assertThat(desk.now(id).state()).isEqualTo(ResponseState.EXECUTING);
      assertThat(desk.now(id).reason()).contains("waits: connection refused; tried again until ");
      comesBack();
      desk.advance(Duration.ofSeconds(20)); // a circuit breaker may have opened meanwhile
      Response done = desk.await(id, ResponseState.SUCCEEDED);
      assertThat(done.reason()).doesNotContain("waits");
      assertThat(desk.kinds(id)).containsOnlyOnce(WAITING);
    }
  }

  @Test
  void anOpenCircuitBreakerIsWaitedForAsWell() {
    try (Desk desk = open()) {
      String first = ask(desk);
      awaitWaiting(desk, first);
      // by the second one's time the breaker knows of five failed rounds
      Awaitility.await().until(() -> isolate.executed.size() >= 5 * Desk.FAST.attempts());
      String second = ask(desk, "r-2");
      awaitWaiting(desk, second);
      assertThat(desk.now(second).reason()).contains("failed too often lately");
      comesBack();
      desk.advance(Duration.ofSeconds(20));
      desk.await(second, ResponseState.SUCCEEDED);
      desk.await(first, ResponseState.SUCCEEDED);
    }
  }

  @Test
  void itIsGivenUpWhenItsTimeIsOver() {
    try (Desk desk = open()) {
      String id = ask(desk);
      awaitWaiting(desk, id);
      clock.advance(PERSISTENT);
      assertThat(desk.await(id, ResponseState.FAILED).reason())
          .startsWith("UNAVAILABLE: ")
          .endsWith("; tried again for 5 minutes");
    }
  }

  @Test
  void theKillSwitchEndsTheWaiting() {
    try (Desk desk = open()) {
      String id = ask(desk);
      awaitWaiting(desk, id);
      desk.killSwitch.engage("person:anna", "stop");
      assertThat(desk.await(id, ResponseState.FAILED).reason()).contains("; not tried again: ");
      int tries = isolate.executed.size();
      assertThat(desk.kinds(id)).contains("response.failed");
      assertThat(isolate.executed).hasSize(tries);
    }
  }

  @Test
  void whoeverStopsDoesNotWaitForItAndTheNextStartGoesOn() {
    String id;
    try (Desk desk = open()) {
      id = ask(desk);
      awaitWaiting(desk, id);
      long before = System.nanoTime();
      desk.desk.close();
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
      assertThat(desk.now(id).state()).isEqualTo(ResponseState.EXECUTING);
    }
    comesBack();
    try (Desk desk = open()) {
      desk.await(id, ResponseState.SUCCEEDED);
    }
  }

  @Test
  void anAgentThatDoesNotAnswerStopsNobodyElse() throws Exception {
    CarefulCalls calls =
        CarefulCalls.containing(Desk.FAST, Leadership.ALONE, InstantSource.system());
    try (calls) {
      Hands hands =
          new Hands(calls, calls, calls, request -> "node-" + request.id(), Duration.ZERO);
      for (int i = 0; i < 5; i++) {
        assertThat(
                calls.call(
                    hands.called(on("7", "node:isolate-pod")), () -> AWAY, Outcome.Failed::new))
            .isEqualTo(AWAY);
      }
      Outcome done = new Outcome.NothingToDo("cut off already");
      assertThat(
              calls.call(
                  hands.called(on("7", "node:isolate-pod")), () -> done, Outcome.Failed::new))
          .asString()
          .contains("node on node-7 failed too often lately");
      assertThat(
              calls.call(
                  hands.called(on("8", "node:isolate-pod")), () -> done, Outcome.Failed::new))
          .isEqualTo(done);
      // the API server is one, whatever node a pod is on
      assertThat(hands.called(on("7", "kubernetes:isolate-pod")))
          .isEqualTo("kubernetes:isolate-pod");
    }
  }

  @Test
  void oneNodeHasHalfOfTheRoomAtMost() throws Exception {
    CarefulCalls calls =
        CarefulCalls.containing(Desk.FAST, Leadership.ALONE, InstantSource.system());
    CountDownLatch answers = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(2);
    try (calls) {
      for (int i = 0; i < Desk.FAST.parallel(); i++) {
        Thread.ofVirtual()
            .start(
                () ->
                    calls.call(
                        "node on node-7:isolate-pod",
                        () -> {
                          asked.countDown();
                          waitFor(answers);
                          return AWAY;
                        },
                        Outcome.Failed::new));
      }
      waitFor(asked);
      Outcome done = new Outcome.NothingToDo("cut off already");
      assertThat(calls.call("node on node-8:isolate-pod", () -> done, Outcome.Failed::new))
          .isEqualTo(done);
      assertThat(answers.getCount()).isOne();
      answers.countDown();
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
