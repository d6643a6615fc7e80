package io.nightjar.ingest.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.detect.ClusterEvent;
import io.nightjar.detect.Detection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which Events playbooks are told of. */
class KubernetesEventsTest {
  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");

  private final List<Detection> told = new ArrayList<>();
  private final KubernetesEvents events =
      new KubernetesEvents(
          new KubernetesAudit.Cluster(
              new FixedPods().with("web-1", "uid-1"), PlaceLookup.NONE, () -> NOW, Duration.ZERO),
          told::add);

  private static ClusterEvent backOff(String event, String pod, int count, Instant last) {
    return new ClusterEvent(
        event,
        "BackOff",
        "Back-off restarting failed container\u001b[2J",
        count,
        last,
        "Pod",
        "shop",
        "web-1",
        pod,
        "kubelet");
  }

  @Test
  void aReasonThatAPlaybookNamesIsToldAboutItsPod() {
    events.tell(Set.of("BackOff"));
    events.saw(backOff("e1", "uid-1", 1, NOW));

    assertThat(told)
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.rule()).isEqualTo("Kubernetes event BackOff");
              assertThat(one.source()).isEqualTo("k8s_events");
              assertThat(one.podUid()).isEqualTo("uid-1");
              assertThat(one.getWorkloadUid()).isEqualTo(FixedPods.WEB.uid());
              assertThat(one.field("event.count")).isEqualTo("1");
              assertThat(one.output()).doesNotContain("\u001b");
            });
  }

  @Test
  void whatNoPlaybookNamesCostsNothing() {
    events.saw(backOff("e1", "uid-1", 1, NOW));
    events.tell(Set.of("FailedMount"));
    events.saw(backOff("e2", "uid-1", 1, NOW));

    assertThat(told).isEmpty();
  }

  @Test
  void theSameAgainIsNoNewsAndALongSeriesIsToldEverMoreRarely() {
    events.tell(Set.of("BackOff"));
    for (int count = 1; count <= 100; count++) {
      events.saw(backOff("e1", "uid-1", count, NOW));
      events.saw(backOff("e1", "uid-1", count, NOW));
    }

    assertThat(told)
        .extracting(each -> each.field("event.count"))
        .containsExactly("1", "2", "3", "6", "12", "24", "48", "96");
    assertThat(told).extracting(Detection::id).doesNotHaveDuplicates();
  }

  @Test
  void afterARestartTheSameEventIsTheSameDetection() {
    events.tell(Set.of("BackOff"));
    events.saw(backOff("e1", "uid-1", 7, NOW));
    KubernetesEvents next =
        new KubernetesEvents(
            new KubernetesAudit.Cluster(
                new FixedPods().with("web-1", "uid-1"), PlaceLookup.NONE, () -> NOW, Duration.ZERO),
            told::add);
    next.tell(Set.of("BackOff"));
    next.saw(backOff("e1", "uid-1", 7, NOW));

    assertThat(told).hasSize(2).extracting(Detection::id).containsOnly(told.getFirst().id());
  }

  @Test
  void whatIsOldOrAboutNobodyTheClusterKnowsIsNotTold() {
    events.tell(Set.of("BackOff"));
    events.saw(backOff("e1", "uid-1", 1, NOW.minus(Duration.ofHours(1))));
    events.saw(backOff("e2", "uid-of-another", 1, NOW));
    events.saw(
        new ClusterEvent(
            "e3", "BackOff", "", 1, NOW, "Pod", "another-namespace", "web-1", "uid-1", ""));

    assertThat(told).isEmpty();
  }

  @Test
  void aFloodIsCounted() {
    events.tell(Set.of("BackOff"));
    for (int i = 0; i < 200; i++) {
      events.saw(backOff("e" + i, "uid-1", 1, NOW));
    }

    assertThat(told).hasSize(50);
    assertThat(events.told() + events.tooFast()).isEqualTo(200);
  }
}
