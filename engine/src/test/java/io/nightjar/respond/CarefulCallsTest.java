package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.actions.Outcome;
import io.nightjar.store.Leadership;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class CarefulCallsTest {

  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Queue<String> running = new ConcurrentLinkedQueue<>();

  private Outcome collect(CarefulCalls calls, String node) {
    return calls.call(
        "evidence on " + node + ":collect",
        () -> {
          running.add(node);
          hold();
          return new Outcome.NothingToDo("done");
        },
        (kind, why) -> new Outcome.Failed(kind, why));
  }

  private void hold() {
    try {
      goOn.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void evidenceIsCollectedTwiceAtATimeOnANodeAndOnOthersBeside() {
    try (CarefulCalls calls =
            CarefulCalls.looking(
                ResponderSettings.DEFAULTS, Leadership.ALONE, InstantSource.system());
        ExecutorService asking = Executors.newVirtualThreadPerTaskExecutor()) {
      for (String node : List.of("one", "one", "one", "one", "two", "three", "four")) {
        var unused = asking.submit(() -> collect(calls, node));
      }
      // were the cap the fleet's, two would run; were there none, seven
      await().until(() -> running.size() == 5);
      assertThat(running).containsOnlyOnce("two", "three", "four");
      assertThat(running.stream().filter("one"::equals)).hasSize(2);
      goOn.countDown();
      await().until(() -> running.size() == 7);
    }
  }
}
