package io.nightjar.page.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.page.work.Background.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BackgroundTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
  private final List<String> discarded = new CopyOnWriteArrayList<>();

  private Background<String> background() {
    return new Background<>("test", now::get, discarded::add);
  }

  @Test
  void oneRunsAtATimeAndSaysHowFarItIs() throws Exception {
    try (Background<String> background = background()) {
      CountDownLatch go = new CountDownLatch(1);
      assertThat(
              background.start(
                  "a",
                  "kim",
                  words -> {
                    words.accept("half");
                    go.await();
                    return "done";
                  }))
          .isTrue();
      await().until(() -> progress(background).equals("half"));
      assertThat(background.start("b", "eve", words -> "other")).isFalse();
      now.set(NOON.plusSeconds(3));
      go.countDown();
      assertThat(background.await(PATIENCE)).isTrue();
      Standing<String> over = background.standing();
      assertThat(over.running()).isNull();
      assertThat(over.last())
          .isEqualTo(new Background.Done<>("a", "kim", NOON, NOON.plusSeconds(3), "done", ""));
    }
  }

  private static String progress(Background<String> background) {
    Background.Running running = background.standing().running();
    return running == null ? "" : running.progress();
  }

  @Test
  void whatFailsSaysWhyAndTheNextOneMayBegin() {
    try (Background<String> background = background()) {
      background.start(
          "a",
          "kim",
          words -> {
            throw new IllegalStateException("the store is gone");
          });
      assertThat(background.await(PATIENCE)).isTrue();
      assertThat(background.standing().last())
          .extracting(Background.Done::failure)
          .isEqualTo("the store is gone");
      assertThat(background.start("a", "kim", words -> "well")).isTrue();
    }
  }

  @Test
  void itStopsAtItsNextWord() {
    try (Background<String> background = background()) {
      background.start(
          "a",
          "kim",
          words -> {
            while (true) {
              words.accept("on and on");
              Thread.onSpinWait();
            }
          });
      background.stop();
      assertThat(background.await(PATIENCE)).isTrue();
      assertThat(background.standing().last())
          .extracting(Background.Done::failure)
          .isEqualTo("it was stopped");
    }
  }

  @Test
  void aResultIsDiscardedOnceANewerOneIsThereAndAtTheEnd() {
    try (Background<String> background = background()) {
      for (String result : List.of("one", "two")) {
        background.start(result, "kim", words -> result);
        background.await(PATIENCE);
      }
      assertThat(discarded).containsExactly("one");
    }
    assertThat(discarded).containsExactly("one", "two");
  }

  @Test
  void aKeptFactIsFoundOutAgainOnceItIsOld() {
    AtomicInteger found = new AtomicInteger();
    List<Integer> seen = new ArrayList<>();
    try (Kept<Integer> kept =
        new Kept<>("fact", found::incrementAndGet, Duration.ofSeconds(10), PATIENCE, now::get)) {
      for (int seconds : new int[] {0, 5, 11}) {
        now.set(NOON.plusSeconds(seconds));
        seen.add(kept.get().orElseThrow().result());
      }
    }
    assertThat(seen).containsExactly(1, 1, 2);
  }
}
