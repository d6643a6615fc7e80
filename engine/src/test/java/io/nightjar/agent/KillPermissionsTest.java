package io.nightjar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.ProcessTarget;
import io.nightjar.agent.FakeEngine.Fault;
import io.nightjar.agent.link.Backoff;
import io.nightjar.agent.link.Link;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KillPermissionsTest {

  private final AtomicLong nanos = new AtomicLong(1);
  private final AtomicInteger changes = new AtomicInteger();
  private FakeEngine engine;
  private Link link;
  private KillPermissions permissions;

  @BeforeEach
  void start() throws IOException {
    engine = new FakeEngine();
    link = FakeEngine.linkTo(engine);
    permissions =
        new KillPermissions(
            new EngineCalls("kill permissions", link, new Backoff(new Random(1)), duration -> {}),
            changes::incrementAndGet,
            nanos::get);
  }

  @AfterEach
  void stop() {
    link.close();
    engine.close();
  }

  private boolean may(String container) {
    return permissions.mayKill(
        new ProcessTarget("node-1", 0, 0, container, "uid", "shop", "pod", ""));
  }

  @Test
  void nothingMayBeKilledBeforeAnEngineSaysSo() throws Exception {
    engine.mayKill = List.of("one");
    assertThat(may("one")).isFalse();
    assertThat(may("two")).isFalse();
    permissions.turn();
    assertThat(may("one")).isTrue();
    assertThat(may("two")).isFalse();
    assertThat(changes).hasValue(1);
    assertThat(engine.killQuestions.getFirst().containers())
        .extracting(container -> container.id())
        .containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void aPermissionRunsOutWhenNoEngineRenewsIt() throws Exception {
    engine.mayKill = List.of("one");
    may("one");
    permissions.turn();
    nanos.addAndGet(Duration.ofSeconds(9).toNanos());
    engine.faults.add(new Fault(503, ""));
    assertThat(may("one")).isTrue();
    may("new");
    permissions.turn();
    assertThat(may("one")).as("within its time").isTrue();
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(may("one")).isFalse();
    assertThat(permissions.count()).isZero();
  }

  @Test
  void aPermissionThatIsTakenBackEndsAtOnce() throws Exception {
    engine.mayKill = List.of("one");
    may("one");
    permissions.turn();
    engine.mayKill = List.of();
    may("two");
    permissions.turn();
    assertThat(may("one")).isFalse();
    assertThat(changes).hasValue(2);
  }
}
