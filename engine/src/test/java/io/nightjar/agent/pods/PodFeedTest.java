package io.nightjar.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.agent.FakeEngine;
import io.nightjar.agent.link.Link;
import io.nightjar.agent.link.LinkFailure;
import io.nightjar.fleet.wire.NodePod;
import io.nightjar.fleet.wire.PodGone;
import io.nightjar.fleet.wire.PodSnapshot;
import io.nightjar.store.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodFeedTest {

  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");

  @TempDir Path folder;

  private final KnownPods pods = new KnownPods(() -> NOW);

  private static NodePod pod(String uid, String phase) {
    return new NodePod(
        new PodInfo(
            new PodTarget("shop", "pod-" + uid, uid),
            "node-1",
            Map.of("app", "checkout", "phase", phase),
            new WorkloadTarget("Deployment", "shop", "checkout", "w-1"),
            PodInfo.Phase.READY,
            false,
            List.of(new ContainerInfo("main", uid.repeat(32), "shop:1", false))),
        Map.of("team", "payments"));
  }

  private static String event(String name, Object data) {
    return "event: " + name + "\ndata: " + Json.write(data) + "\n\n";
  }

  private Path file() {
    return folder.resolve("pods.json");
  }

  @Test
  void followsASnapshotAndItsChangesAndKeepsThem() throws Exception {
    try (FakeEngine engine = new FakeEngine();
        Link link = FakeEngine.linkTo(engine)) {
      PodFeed feed = new PodFeed(pods, file(), link);
      engine.podEvents.add(
          event("snapshot", new PodSnapshot(List.of(pod("aa", "old"), pod("bb", "old")))));
      engine.podEvents.add(event("changed", pod("aa", "new")));
      engine.podEvents.add(event("gone", new PodGone("bb")));
      engine.podEvents.add(": still here\n\nevent: unheard-of\ndata: {}\n\n");
      engine.podEvents.add("");
      AtomicInteger begun = new AtomicInteger();
      assertThatThrownBy(() -> feed.follow(begun::incrementAndGet)).isInstanceOf(LinkFailure.class);
      feed.close();
      assertThat(begun).hasValue(1);
      assertThat(pods.byContainerId("aa".repeat(32)))
          .hasValueSatisfying(pod -> assertThat(pod.labels()).containsEntry("phase", "new"));
      assertThat(pods.namespace("shop").map(PlaceLookup.Known::labels))
          .hasValue(Map.of("team", "payments"));
      assertThat(pods.size()).isEqualTo(1);
      assertThat(feed.following()).isFalse();

      KnownPods later = new KnownPods(() -> NOW);
      new PodFeed(later, file(), link).resume();
      assertThat(later.byUid("aa")).isPresent();
      assertThat(later.namespace("shop")).isPresent();
    }
  }

  @Test
  void aSnapshotAfterALostConnectionForgetsWhatIsGone() {
    pods.replace(new PodSnapshot(List.of(pod("aa", "x"), pod("bb", "x"))));
    pods.replace(new PodSnapshot(List.of(pod("bb", "x"))));
    assertThat(pods.all()).extracting(pod -> pod.pod().uid()).containsExactly("bb");
    assertThat(pods.byUid("aa"))
        .as("an event about it may still be on its way")
        .hasValueSatisfying(pod -> assertThat(pod.phase()).isEqualTo(PodInfo.Phase.OVER));
  }

  @Test
  void whatIsDamagedOnTheDiskIsAskedForAnew() throws Exception {
    Files.writeString(file(), "{\"pods\":[{\"pod\"");
    try (FakeEngine engine = new FakeEngine();
        Link link = FakeEngine.linkTo(engine)) {
      new PodFeed(pods, file(), link).resume();
      assertThat(pods.size()).isZero();
    }
  }
}
