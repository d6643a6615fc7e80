package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.store.Leadership;
import io.nightjar.store.LeadershipLost;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeadershipInCallsTest {

  /** Lost after so many confirmations. */
  private static final class Counted implements Leadership {
    private final AtomicInteger left;

    Counted(int confirmations) {
      left = new AtomicInteger(confirmations);
    }

    @Override
    public Term term() {
      return Term.NONE;
    }

    @Override
    public boolean fresh() {
      return !isLost();
    }

    @Override
    public void confirm() {
      if (left.decrementAndGet() < 0) {
        throw new LeadershipLost("another engine leads");
      }
    }

    @Override
    public boolean isLost() {
      return left.get() < 0;
    }
  }

  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicReference<CarefulCalls> opened = new AtomicReference<>();

  @AfterEach
  void close() {
    CarefulCalls open = opened.get();
    if (open != null) {
      open.close();
    }
  }

  private Outcome call(Leadership leadership, Supplier<Outcome> attempt) {
    CarefulCalls careful =
        CarefulCalls.containing(ResponderSettings.DEFAULTS, leadership, InstantSource.system());
    opened.set(careful);
    return careful.call(
        "kubernetes:isolate-pod",
        () -> {
          calls.incrementAndGet();
          return attempt.get();
        },
        Outcome.Failed::new);
  }

  private static Outcome done() {
    return new Outcome.NothingToDo("as it should be");
  }

  @Test
  void anEngineThatWasFollowedCallsNobody() {
    assertThatThrownBy(() -> call(new Counted(0), LeadershipInCallsTest::done))
        .isInstanceOf(LeadershipLost.class);
    assertThat(calls).hasValue(0);
  }

  @Test
  void itIsAskedAgainRightBeforeEachAttempt() {
    assertThatThrownBy(() -> call(new Counted(1), LeadershipInCallsTest::done))
        .isInstanceOf(LeadershipLost.class);
    assertThat(calls).hasValue(0);
    assertThat(call(new Counted(2), LeadershipInCallsTest::done))
        .isInstanceOf(Outcome.NothingToDo.class);
  }

  @Test
  void aFailureIsNoOutcomeWhereAnotherEngineLeads() {
    Counted lostMeanwhile = new Counted(2);
    assertThatThrownBy(
            () ->
                call(
                    lostMeanwhile,
                    () -> {
                      try {
                        lostMeanwhile.confirm();
                      } catch (LeadershipLost asAnActionMayDo) {
                        return new Outcome.Failed(Kind.REFUSED, "it could not be sent");
                      }
                      return done();
                    }))
        .isInstanceOf(LeadershipLost.class);
    assertThat(List.of(calls.get())).containsExactly(1);
  }
}
