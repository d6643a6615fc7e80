package io.nightjar.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.SensorLoss;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LossWatchTest {

  private final Map<String, Long> losses = new HashMap<>();
  private final List<Detection> raised = new ArrayList<>();
  private final List<Long> told = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-20T03:00:00Z");
  private final LossWatch watch =
      new LossWatch("node-1", () -> Map.copyOf(losses), raised::add, told::add, () -> now);

  @Test
  void saysNothingWhileNothingIsLost() {
    watch.look();

    assertThat(raised).isEmpty();
    assertThat(told).isEmpty();
  }

  @Test
  void raisesTheFirstLossAtOnceWithItsSystemCalls() {
    losses.put("openat", 7L);
    losses.put("execve", 1L);

    watch.look();

    Detection detection = raised.getFirst();
    assertThat(detection.rule()).isEqualTo(SensorLoss.RULE);
    assertThat(detection.source()).isEqualTo("internal");
    assertThat(detection.priority()).isEqualTo(Priority.CRITICAL);
    assertThat(detection.node()).isEqualTo("node-1");
    assertThat(detection.time()).isEqualTo(now);
    assertThat(detection.fields())
        .containsEntry("lost", 8L)
        .containsEntry("lost.openat", 7L)
        .containsEntry("lost.execve", 1L);
    assertThat(detection.output()).contains("8 events", "node-1", "openat=7");
    assertThat(told).containsExactly(8L);
  }

  @Test
  void sumsUpWhatFollowsUntilThePauseIsOver() {
    losses.put("openat", 7L);
    watch.look();
    losses.put("openat", 10L);
    now = now.plus(LossWatch.PAUSE).minusMillis(1);
    watch.look();
    assertThat(raised).hasSize(1);

    losses.put("connect", 2L);
    now = now.plus(Duration.ofMillis(1));
    watch.look();

    assertThat(raised).hasSize(2);
    assertThat(raised.getLast().fields())
        .containsEntry("lost", 5L)
        .containsEntry("lost.openat", 3L)
        .containsEntry("lost.connect", 2L);
    assertThat(raised.getLast().id()).isNotEqualTo(raised.getFirst().id());
  }

  @Test
  void isNotRaisedAgainWithoutANewLoss() {
    losses.put("openat", 7L);
    watch.look();
    now = now.plus(LossWatch.PAUSE.multipliedBy(3));

    watch.look();

    assertThat(raised).hasSize(1);
  }
}
