package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.practice.http.Fault;
import io.nightjar.practice.http.RequestInfo;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A resize is two writes, the mark and the change; each may be the last one before a crash. */
class LimitInPlaceTest extends LimitInPlaceContract {
  private final TestCluster.Practice practice = TestCluster.practice();

  @Override
  TestCluster open() {
    return practice;
  }

  private void fail(Predicate<RequestInfo> writes) {
    practice
        .cluster()
        .faults()
        .next(
            1,
            about -> about.verb().equals("patch") && !about.dryRun() && writes.test(about),
            Fault.internalError());
  }

  private static boolean isResize(RequestInfo about) {
    return about.subresource().equals("resize");
  }

  @Test
  void aMarkWithoutItsChangeIsNoSuccessAndTheNextRunGoesOn() {
    WorkloadTarget target = prepared();
    JsonNode before = world(target);
    fail(LimitInPlaceTest::isResize);
    assertFailed(execute(target, parameters()), Kind.UNAVAILABLE);
    assertThat(action(client()).recover(request("r-1", target, parameters(), false))).isEmpty();

    Outcome.Succeeded done = succeed(target, parameters());

    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(world(target)).isEqualTo(before);
  }

  @Test
  void anUndoThatLeftTheMarkIsFinishedByTheNext() {
    WorkloadTarget target = prepared();
    JsonNode before = world(target);
    Outcome.Succeeded done = succeed(target, parameters());
    fail(about -> about.resource().equals("pods") && !isResize(about));
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Failed.class);
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(world(target)).isEqualTo(before);
  }
}
