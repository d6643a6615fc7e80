package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The rings of the real kernel: order, waking, losses. */
final class RingIT extends HookIT {

  /** Else a process table would take a child for a stranger, or a dead process for a live one. */
  @Test
  void livesComeInOrderThoughProcessesMoveBetweenCpus() {
    KernelRecorder.Run run = call("lives", 300);

    Set<Integer> children =
        run.all().stream()
            .filter(e -> e.type() == EventType.PROCESS_FORK)
            .filter(e -> e.number(Arg.PARENT_TGID) == run.pid())
            .map(EventView::tgid)
            .collect(Collectors.toSet());
    recorder()
        .await(
            () ->
                recorder().events().stream()
                        .filter(e -> e.type() == EventType.PROCESS_EXIT)
                        .filter(e -> children.contains(e.tgid()))
                        .count()
                    == children.size());
    Map<Integer, List<EventView>> lives =
        recorder().events().stream()
            .filter(e -> children.contains(e.tgid()))
            .collect(Collectors.groupingBy(EventView::tgid));
    assertThat(lives).hasSize(300);
    assertThat(lives.values())
        .allSatisfy(
            life -> {
              assertThat(
                      life.stream().map(EventView::type).filter(EventType.PROCESS_TABLE::contains))
                  .containsExactly(
                      EventType.PROCESS_FORK, EventType.EXECVE, EventType.PROCESS_EXIT);
              assertThat(life.stream().map(EventView::bootNanos)).isSorted();
            });
    if (Runtime.getRuntime().availableProcessors() > 1) {
      assertThat(lives.values().stream().flatMap(List::stream).map(EventView::cpu).distinct())
          .hasSizeGreaterThan(1);
      assertThat(lives.values())
          .anySatisfy(
              life ->
                  assertThat(life.stream().map(EventView::cpu).distinct()).hasSizeGreaterThan(1));
    }
  }

  @Test
  void countsLossesByTypeAndCpuAndTellsWhen() throws Exception {
    try (KernelEventSource small = KernelEventSource.open(64 << 10)) {
      small.configure(Set.of(EventType.OPENAT));
      Instant before = Instant.now();
      new ProcessBuilder(KernelRecorder.CALLS.toString(), "lives", "200").start().waitFor();
      Losses losses = small.lossReport();

      assertThat(losses.ofProcessTable()).isPositive();
      assertThat(losses.byType().keySet())
          .doesNotContain(EventType.OPEN)
          .contains(EventType.EXECVE);
      assertThat(sum(losses.byCpu())).isEqualTo(sum(losses.byType()));
      assertThat(losses.byCpu().keySet()).allMatch(cpu -> cpu >= 0);
      assertThat(losses.unreadable()).isZero();
      assertThat(losses.firstNanos()).isBetween(nanos(before), losses.lastNanos());
      assertThat(losses.lastNanos()).isLessThan(nanos(Instant.now().plusSeconds(1)));
    }
  }

  @Test
  void aFullRingIsReadOnAndTakesEventsAgain() throws Exception {
    try (KernelEventSource small = KernelEventSource.open(64 << 10)) {
      new ProcessBuilder(KernelRecorder.CALLS.toString(), "lives", "400").start().waitFor();
      assertThat(small.losses()).isPositive();
      while (small.poll(event -> {}, 0) > 0) {}
      Process process = new ProcessBuilder(KernelRecorder.CALLS.toString(), "nothing").start();
      Set<EventType> seen = EnumSet.noneOf(EventType.class);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInSameThread()
          .until(
              () -> {
                small.poll(
                    event -> {
                      if (event.tgid() == process.pid()) {
                        seen.add(event.type());
                      }
                    },
                    20);
                return seen.contains(EventType.PROCESS_EXIT);
              });
      assertThat(seen).contains(EventType.PROCESS_FORK, EventType.EXECVE);
    }
  }

  /** No type here is urgent: the first event of any type wakes a reader that sleeps. */
  @Test
  void whateverComesWakesAReaderThatSleeps() throws IOException {
    recorder().source().urgent(Set.of());
    try {
      while (recorder().source().poll(event -> {}, 50) > 0) {}
      Process process =
          new ProcessBuilder(
                  "/bin/sh", "-c", "sleep 0.3; exec " + KernelRecorder.CALLS + " nothing")
              .directory(Path.of("/").toFile())
              .start();
      boolean[] ended = {false};
      Instant before = Instant.now();
      while (!ended[0] && Duration.between(before, Instant.now()).toSeconds() < 30) {
        recorder()
            .source()
            .poll(
                event ->
                    ended[0] |=
                        event.tgid() == process.pid() && event.type() == EventType.PROCESS_EXIT,
                60_000);
      }
      assertThat(ended[0]).isTrue();
      assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(30));
    } finally {
      recorder().source().urgent(KernelEventSource.DEFAULT_URGENT);
    }
  }

  private static long sum(Map<?, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static long nanos(Instant instant) {
    return instant.getEpochSecond() * 1_000_000_000 + instant.getNano();
  }
}
