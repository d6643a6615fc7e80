package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Shed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class DetectionIntakeTest {

  private static Detection of(String id, String workload, String rule) {
    Detection like = Detections.of(id);
    return new Detection(
        id,
        rule,
        like.priority(),
        like.source(),
        like.tags(),
        like.time(),
        like.output(),
        like.fields(),
        like.node(),
        like.process(),
        like.containerId(),
        like.containerName(),
        like.image(),
        like.privileged(),
        "uid-" + workload,
        workload,
        like.namespace(),
        like.podLabels(),
        new WorkloadTarget("Deployment", "shop", workload, "uid-" + workload),
        like.writtenDirectories());
  }

  @Test
  void whoeverComesInAStormOfAnotherIsServedNext() throws Exception {
    WaitingDetections waiting = new WaitingDetections(1_000);
    for (int i = 0; i < 900; i++) {
      waiting.add(of("storm" + i, "noisy", "read"));
    }
    waiting.add(of("other", "quiet", "read"));
    waiting.add(of("escape", "noisy", "escape"));
    assertThat(waiting.take(5, 0))
        .extracting(Detection::id)
        .containsExactly("storm0", "storm1", "storm2", "other", "escape");
    waiting.done();
    assertThat(waiting.size()).isEqualTo(897);
  }

  @Test
  void whenItIsFullTheLongestLaneGivesUpItsLatestAndThatIsCounted() throws Exception {
    WaitingDetections waiting = new WaitingDetections(10);
    for (int i = 0; i < 25; i++) {
      waiting.add(of("storm" + i, "noisy", "read"));
    }
    waiting.add(of("other", "quiet", "read"));
    assertThat(waiting.shed()).isEqualTo(16);
    List<Detection> left = waiting.take(100, 0);
    assertThat(left).hasSize(10).extracting(Detection::id).contains("storm0", "storm8", "other");
    assertThat(waiting.takeShed())
        .singleElement()
        .satisfies(
            shed -> {
              assertThat(shed.count()).isEqualTo(16);
              Detection raised = shed.raised();
              assertThat(raised.rule()).isEqualTo(Shed.RULE);
              assertThat(raised.podName()).isEqualTo("noisy");
              assertThat(raised.fields()).containsEntry("shed.count", 16L);
            });
    assertThat(waiting.takeShed()).isEmpty();
  }

  @Test
  void theOnlyOneOfALaneMayBeGivenUp() throws Exception {
    WaitingDetections waiting = new WaitingDetections(2);
    waiting.add(of("a", "one", "read"));
    waiting.add(of("b", "two", "read"));
    waiting.add(of("c", "three", "read"));
    assertThat(waiting.take(9, 0)).hasSize(2).extracting(Detection::id).contains("c");
    waiting.add(of("d", "one", "read"));
    assertThat(waiting.take(9, 0)).extracting(Detection::id).containsExactly("d");
    assertThat(waiting.shed()).isEqualTo(1);
  }

  @Test
  void whatIsGivenUpWhileTheJournalFailsIsStoredAsOneDetection() throws Exception {
    CountDownLatch disk = new CountDownLatch(1);
    List<Detection> accepted = new CopyOnWriteArrayList<>();
    List<Shed> told = new CopyOnWriteArrayList<>();
    try (DetectionIntake intake =
        new DetectionIntake(
            batch -> {
              awaitQuietly(disk);
              return new ArrayList<>(batch);
            },
            accepted::addAll,
            told::add,
            50)) {
      intake.start();
      for (int i = 0; i < 400; i++) {
        intake.offer(of("d" + i, "noisy", "read"));
      }
      disk.countDown();
      await().until(() -> !told.isEmpty());
      await().until(() -> intake.waiting() == 0);
    }
    long raised =
        accepted.stream()
            .filter(detection -> detection.rule().equals(Shed.RULE))
            .mapToLong(detection -> (long) detection.fields().getOrDefault("shed.count", 0L))
            .sum();
    long stored =
        accepted.stream().filter(detection -> !detection.rule().equals(Shed.RULE)).count();
    assertThat(raised).isPositive();
    assertThat(stored + raised).isEqualTo(400);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
