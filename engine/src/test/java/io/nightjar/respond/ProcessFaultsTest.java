package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.ProcessControl;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.process.KillProcess;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What may go wrong between the responder and the node on which a process is killed. */
class ProcessFaultsTest {

  private static final ProcessTarget MINER =
      new ProcessTarget("node-1", 4711, 99, "c".repeat(64), "uid", "shop", "checkout", "xmrig");
  private static final ResponderSettings IMPATIENT =
      new ResponderSettings(
          Duration.ofMillis(300),
          3,
          Duration.ofMillis(1),
          4,
          Duration.ofMinutes(1),
          Duration.ofMillis(20));

  @TempDir Path temp;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger killed = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);
  private int unreachable;
  private boolean late;

  /** One process, on a node that does not always answer. */
  private ProcessControl.KillResult killTree() {
    if (asked.incrementAndGet() <= unreachable) {
      throw new UncheckedIOException(new IOException("the node does not answer"));
    }
    boolean alive = killed.compareAndSet(0, 1);
    if (late) {
      try {
        never.await();
      } catch (InterruptedException abandoned) {
        throw new IllegalStateException(abandoned);
      }
    }
    return new ProcessControl.KillResult(
        alive ? List.of("4711 (xmrig)") : List.of(), List.of(), !alive);
  }

  private Desk open() {
    return Desk.open(
        temp,
        GateSettings.of(Mode.ENFORCE),
        new ManualClock(),
        IMPATIENT,
        new KillProcess(new Killing()));
  }

  /** Only kills. */
  private final class Killing implements ProcessControl {
    @Override
    public KillResult kill(ProcessTarget target, boolean descendants) {
      return killTree();
    }

    @Override
    public StopResult stop(ProcessTarget target, boolean descendants) {
      throw new IllegalStateException("nothing is stopped here");
    }

    @Override
    public ResumeResult resume(ProcessTarget target, List<StoppedProcess> stopped) {
      throw new IllegalStateException("nothing is stopped here");
    }
  }

  private static ResponseRequest kill() {
    return Requests.of("k-1", "p", KillProcess.ID, MINER, null, null);
  }

  @Test
  void aNodeThatIsAwayForAMomentIsAskedAgain() {
    unreachable = 2;
    try (Desk desk = open()) {
      desk.desk.request(kill());
      assertThat(desk.await("k-1", ResponseState.SUCCEEDED).reason()).contains("killed 4711");
    }
    assertThat(killed).hasValue(1);
  }

  @Test
  void aNodeThatStaysAwayIsToldAndLookedAtAgain() {
    unreachable = Integer.MAX_VALUE;
    try (Desk desk = open()) {
      desk.desk.request(kill());
      Response failed = desk.await("k-1", ResponseState.FAILED);
      assertThat(failed.outcome())
          .isInstanceOfSatisfying(
              Outcome.Failed.class, f -> assertThat(f.kind()).isEqualTo(Kind.UNAVAILABLE));
      desk.advance(Duration.ofMinutes(2));
      org.awaitility.Awaitility.await()
          .until(() -> desk.kinds("k-1").contains("response.looked-again"));
      assertThat(desk.now("k-1").state()).isEqualTo(ResponseState.FAILED);
    }
    assertThat(killed).as("looking does not act").hasValue(0);
  }

  @Test
  void aKillWhoseAnswerIsLateMayHaveHappenedAndIsNotRepeated() {
    late = true;
    try (Desk desk = open()) {
      desk.desk.request(kill());
      assertThat(desk.await("k-1", ResponseState.FAILED).reason())
          .contains("it may still have happened");
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void aKillThatARestartInterruptedSaysThatItMayBeItsOwnDoing() {
    late = true;
    try (Desk desk =
        Desk.open(
            temp,
            GateSettings.of(Mode.ENFORCE),
            new ManualClock(),
            new ResponderSettings(
                Duration.ofSeconds(30),
                1,
                Duration.ofMillis(1),
                4,
                Duration.ofMinutes(1),
                Duration.ofMillis(20)),
            new KillProcess(new Killing()))) {
      desk.desk.request(kill());
      org.awaitility.Awaitility.await().until(() -> killed.get() == 1);
      desk.desk.close(Duration.ofMillis(50));
    }
    late = false;
    try (Desk desk = open()) {
      assertThat(desk.await("k-1", ResponseState.NOTHING_TO_DO).reason())
          .contains("already ended")
          .contains("may be its own doing");
    }
  }
}
