package io.nightjar.node;

import io.nightjar.detect.Detection;
import io.nightjar.detect.SensorLoss;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices that the sensor lost events and raises it: the first loss at once, what follows summed up
 * at most twice a minute. Not for several threads at a time.
 */
final class LossWatch {

  static final Duration PAUSE = Duration.ofSeconds(30);

  private final String node;
  private final Supplier<Map<String, Long>> losses;
  private final Consumer<Detection> sink;
  private final LongConsumer telling;
  private final InstantSource clock;
  private Map<String, Long> raised = Map.of();
  private @Nullable Instant raisedAt;

  /**
   * @param losses events lost since the start, by the name of the system call
   * @param sink gets the detection
   * @param telling gets the number of lost events, to tell people
   */
  LossWatch(
      String node,
      Supplier<Map<String, Long>> losses,
      Consumer<Detection> sink,
      LongConsumer telling,
      InstantSource clock) {
    this.node = node;
    this.losses = losses;
    this.sink = sink;
    this.telling = telling;
    this.clock = clock;
  }

  void look() {
    Instant now = clock.instant();
    if (raisedAt != null && now.isBefore(raisedAt.plus(PAUSE))) {
      return;
    }
    Map<String, Long> lost = losses.get();
    Map<String, Long> fresh = new TreeMap<>();
    lost.forEach(
        (type, count) -> {
          long more = count - raised.getOrDefault(type, 0L);
          if (more > 0) {
            fresh.put(type, more);
          }
        });
    if (fresh.isEmpty()) {
      return;
    }
    raised = lost;
    raisedAt = now;
    sink.accept(SensorLoss.of(node, fresh, now));
    telling.accept(fresh.values().stream().mapToLong(Long::longValue).sum());
  }
}
