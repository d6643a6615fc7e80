package io.nightjar.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.detect.Detection;
import io.nightjar.kafka.TestBroker;
import io.nightjar.practice.http.WriteWatcher.Write;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.PostgresServer;
import io.nightjar.store.StoreAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A leader and one that stands by on a real PostgreSQL, engines that decide, and a real broker:
 * whichever of them goes in a burst, nothing that was acknowledged is lost and nothing is done
 * twice.
 *
 * <p>{@code -Dnightjar.scaleout.nights=10} does it so often, with more pods, and has the second
 * leader stand still and go on when a third has taken over.
 */
class ScaleOutIT {

  private static final int NIGHTS = Integer.getInteger("nightjar.scaleout.nights", 0);
  private static final int SHELLS = NIGHTS == 0 ? 6 : 40;
  private static final int READS = NIGHTS == 0 ? 4 : 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int EXIT_OVER = 1;

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path temp;

  private final List<String> seen = new ArrayList<>();

  @Test
  void leaderDeciderAndBrokerGoInABurstAndNothingIsLostOrDoneTwice() throws Exception {
    PostgresServer server = PostgresServer.orSkip();
    try (TestBroker broker = new TestBroker(temp.resolve("broker"))) {
      for (int night = 1; night <= Math.max(1, NIGHTS); night++) {
        StoreAddress.Server address = server.newDatabase();
        try (ScaleOutNight one =
            new ScaleOutNight(
                temp.resolve("night-" + night), address, broker, "n" + night, 5 * SHELLS + READS)) {
          run(one, broker);
        } finally {
          server.drop(address);
          seen.forEach(System.out::println);
          seen.clear();
        }
      }
    }
  }

  private void run(ScaleOutNight night, TestBroker broker) throws Exception {
    Process firstDecider = night.decides("decides-1");
    Process unused = night.decides("decides-2");
    ScaleOutNight.Engine first = night.engine("engine-1");
    ScaleOutNight.Engine second = night.engine("engine-2");
    ScaleOutNight.Engine leader = night.leader();
    ScaleOutNight.Engine standby = leader.equals(first) ? second : first;
    // shells are decided on one by one; of reads the third, which comes after all that happens
    int reads = 5 * SHELLS;
    night.send("a read", reads, reads + READS);
    night.atNextWrite(() -> ScaleOutNight.kill(leader.process()));
    phase(night, "the leader is killed", 0, () -> {});
    phase(night, "an engine that decides is killed", 1, () -> ScaleOutNight.kill(firstDecider));
    night.send("a read", reads, reads + READS);
    phase(
        night,
        "the broker is stopped and started",
        2,
        () -> {
          broker.stop();
          broker.startAgain();
        });
    ScaleOutNight.Engine last = standby;
    if (NIGHTS > 0) {
      ScaleOutNight.Engine third = night.engine("engine-3");
      phase(
          night,
          "the leader stands still",
          3,
          () -> ScaleOutNight.signal(standby.process(), "STOP"));
      last = third;
      int before = night.writes().size();
      ScaleOutNight.signal(standby.process(), "CONT");
      assertThat(standby.process().waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(standby.process().exitValue()).isEqualTo(EXIT_OVER);
      assertThat(night.writes()).as("writes of one that was followed").hasSize(before);
    } else {
      phase(night, "nothing happens", 3, () -> {});
    }
    night.send("a read", reads, reads + READS);
    phase(night, "nothing happens", 4, () -> {});
    await().atMost(PATIENCE).until(() -> night.cutOff().size() == 5 * SHELLS + READS);
    check(night, last);
  }

  private interface Happening {
    void happen() throws Exception;
  }

  /** Half of the shells, what happens, the other half; and how long until they are cut off. */
  private void phase(ScaleOutNight night, String what, int number, Happening happening)
      throws Exception {
    int from = number * SHELLS;
    night.send("a shell", from, from + SHELLS / 2);
    int before = night.cutOff().size();
    long start = System.nanoTime();
    happening.happen();
    Thread sender = Thread.currentThread();
    assertThat(sender.isInterrupted()).isFalse();
    var rest =
        java.util.concurrent.CompletableFuture.runAsync(
            () -> {
              try {
                night.send("a shell", from + SHELLS / 2, from + SHELLS);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    int wanted = (number + 1) * SHELLS;
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(PATIENCE)
        .until(() -> rest.isCompletedExceptionally() || night.cutOff().size() > before);
    long first = millisSince(start);
    rest.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    long acknowledged = millisSince(start);
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(PATIENCE)
        .until(() -> night.cutOff().size() >= wanted);
    seen.add(
        what
            + ": first action after "
            + first
            + " ms, all acknowledged after "
            + acknowledged
            + " ms, all cut off after "
            + millisSince(start)
            + " ms");
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private static void check(ScaleOutNight night, ScaleOutNight.Engine last) throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        NightFacts.read(last.state(), List.of()).responses().values().stream()
                            .map(Response::state))
                    .hasSize(5 * SHELLS + READS)
                    .containsOnly(ResponseState.SUCCEEDED));
    NightFacts facts = NightFacts.read(last.state(), List.of());
    assertThat(facts.report().problems()).isEmpty();
    assertThat(facts.detections().stream().map(Detection::id).toList())
        .as("every alert that was acknowledged, once")
        .hasSize(night.sent())
        .doesNotHaveDuplicates();
    assertThat(facts.askedFor()).doesNotHaveDuplicates();
    Map<String, Integer> writes = new TreeMap<>();
    for (Write write : night.writes()) {
      CrashCluster.noted(write.sent())
          .forEach(
              id ->
                  writes.merge(
                      id + " " + write.about().resource() + write.about().name(), 1, Integer::sum));
    }
    assertThat(writes.values()).as("writes of a response to an object").containsOnly(1);
    assertThat(
            facts.responses().values().stream().map(one -> one.request().target().key()).toList())
        .as("pods, each cut off by one response")
        .doesNotHaveDuplicates();
    assertThat(
            facts.leaves("leader.taken-over").stream()
                .map(leaf -> leaf.fields().path("epoch").asLong())
                .toList())
        .as("each leads once, and later than the one before")
        .hasSize(NIGHTS > 0 ? 3 : 2)
        .isEqualTo(List.copyOf(new TreeSet<>(List.of(1L, 2L, 3L).subList(0, NIGHTS > 0 ? 3 : 2))));
  }
}
