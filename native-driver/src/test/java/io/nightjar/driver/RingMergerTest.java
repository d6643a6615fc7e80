package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Several rings, which the test writes as CPUs would. */
final class RingMergerTest {
  private static final int BYTES = 1 << 16;
  private static final long WINDOW = 5_000_000;

  private final List<Long> seen = new ArrayList<>();
  private long now = 1;
  private final MemoryRings source = rings(3);

  @Test
  void mergesWhatLiesInTheRingsByTime() {
    write(0, 10, 40, 70);
    write(1, 20, 50, 80);
    write(2, 30, 60, 90);

    assertThat(drain()).isEqualTo(9);
    assertThat(seen).containsExactly(10L, 20L, 30L, 40L, 50L, 60L, 70L, 80L, 90L);
    assertThat(source.merger().late()).isZero();
    assertThat(source.merger().quiet()).isTrue();
  }

  @Test
  void mergesManyRingsThatFillAtRandom() {
    for (int rings : new int[] {1, 2, 5, 64, 257}) {
      MemoryRings many = rings(rings);
      Random random = new Random(rings);
      List<Long> told = new ArrayList<>();
      long nanos = 0;
      for (int round = 0; round < 50; round++) {
        for (int i = random.nextInt(200); i > 0; i--) {
          many.ring(random.nextInt(rings)).write(record(++nanos), 0);
        }
        many.poll(event -> told.add(event.bootNanos()), 0);
      }
      assertThat(told).as("%s rings", rings).hasSize((int) nanos).isSorted();
    }
  }

  @Test
  void holdsBackWhatIsLaterThanAnEventOnItsWay() {
    source.building(0, 25);
    write(1, 20, 30);

    assertThat(drain()).isEqualTo(1);
    assertThat(source.merger().holding()).isTrue();
    assertThat(source.merger().quiet()).isFalse();
    assertThat(drain()).isZero();
    write(0, 25);
    source.building(0, 0);
    assertThat(drain()).isEqualTo(2);
    assertThat(seen).containsExactly(20L, 25L, 30L);
    assertThat(source.merger().holding()).isFalse();
  }

  @Test
  void holdsBackEverythingWhileATimeIsBeingTaken() {
    source.building(2, KernelCpus.STARTING);
    write(1, 20);

    assertThat(drain()).isZero();
    source.building(2, 15);
    assertThat(drain()).isZero();
    write(2, 15);
    source.building(2, 0);
    assertThat(drain()).isEqualTo(2);
    assertThat(seen).containsExactly(15L, 20L);
  }

  @Test
  void waitsForNoLongerThanTheWindowAndCountsWhatThenComesLate() {
    source.building(0, 25);
    write(1, 30);

    assertThat(drain()).isZero();
    now += WINDOW - 1;
    assertThat(drain()).isZero();
    now += 1;
    drain();
    assertThat(drain()).isEqualTo(1);
    write(1, 40);
    assertThat(drain()).as("it is not waited for twice").isEqualTo(1);
    write(0, 25);
    source.building(0, 0);
    assertThat(drain()).isEqualTo(1);

    assertThat(seen).containsExactly(30L, 40L, 25L);
    assertThat(source.merger().late()).isEqualTo(1);
    source.building(0, 45);
    write(1, 50);
    assertThat(drain()).as("the next one of that CPU is waited for").isZero();
  }

  @Test
  void aRecordThatIsBeingWrittenDoesNotStopTheOtherRings() {
    write(0, 10);
    source.building(1, 15);
    long busy = source.ring(1).write(record(15), RingReader.BUSY);
    write(2, 12, 20);

    assertThat(drain()).isEqualTo(2);
    source.ring(1).commit(busy);
    source.building(1, 0);
    assertThat(drain()).isEqualTo(2);
    assertThat(seen).containsExactly(10L, 12L, 15L, 20L);
  }

  @Test
  void discardedRecordsLeaveNothingBehind() {
    write(0, 10);
    source.ring(0).write(record(11), RingReader.DISCARDED);
    source.ring(1).write(record(5), RingReader.DISCARDED);
    write(2, 12);

    assertThat(drain()).isEqualTo(2);
    drain();
    assertThat(seen).containsExactly(10L, 12L);
    assertThat(source.merger().quiet()).isTrue();
    assertThat(source.ring(1).consumed()).isEqualTo(source.ring(1).produced());
  }

  /** Whatever arrives while a pass runs may be older than what the pass has not seen. */
  @Test
  void aPassEndsWhereItsFirstLookEnded() {
    write(0, 10);
    write(1, 20);
    source.poll(
        event -> {
          seen.add(event.bootNanos());
          if (event.bootNanos() == 10) {
            write(0, 30);
            write(2, 25);
          }
        },
        0);

    assertThat(seen).containsExactly(10L, 20L);
    drain();
    assertThat(seen).containsExactly(10L, 20L, 25L, 30L);
  }

  /**
   * CPUs that take a time, are delayed, and send; the reader looks in between. An event that was
   * sent before another began comes first, and as no delay reaches the window, all come by time.
   */
  @Test
  void ordersCpusThatAreDelayedBetweenTheirTimeAndTheirRing() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      MemoryRings rings = rings(3);
      long[] building = new long[3];
      List<Long> told = new ArrayList<>();
      long nanos = 1;
      int sent = 0;
      for (int step = 0; step < 400; step++) {
        int cpu = random.nextInt(4);
        if (cpu == 3) {
          rings.poll(event -> told.add(event.bootNanos()), 0);
        } else if (building[cpu] == 0) {
          building[cpu] = ++nanos;
          rings.building(cpu, nanos);
        } else {
          rings.ring(cpu).write(record(building[cpu]), 0);
          rings.building(cpu, 0);
          building[cpu] = 0;
          sent++;
        }
      }
      for (int cpu = 0; cpu < 3; cpu++) {
        rings.building(cpu, 0);
      }
      rings.poll(event -> told.add(event.bootNanos()), 0);
      assertThat(told)
          .as("seed %s", seed)
          .hasSize(sent)
          .isSortedAccordingTo(Comparator.naturalOrder());
    }
  }

  private MemoryRings rings(int count) {
    return new MemoryRings(count, BYTES, WINDOW, () -> now);
  }

  private void write(int ring, long... nanos) {
    LongStream.of(nanos).forEach(at -> source.ring(ring).write(record(at), 0));
  }

  private int drain() {
    return source.poll(event -> seen.add(event.bootNanos()), 0);
  }

  private static byte[] record(long nanos) {
    return new EventEncoder().begin(EventType.PROCESS_EXIT, nanos).process(9, 1, 0, 0).record();
  }
}
