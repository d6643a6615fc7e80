package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One ring, which the test writes as the kernel would. */
final class RingReaderTest {
  private static final int BYTES = 4096;

  private final MemoryRings source = new MemoryRings(1, BYTES);
  private final MemoryRing ring = source.ring(0);
  private final List<String> seen = new ArrayList<>();

  @Test
  void readsInOrderAcrossTheEndOfTheRingAndFreesWhatItRead() {
    for (int i = 0; i < 200; i++) {
      ring.write(record("/path/" + i), 0);
      assertThat(drain()).isEqualTo(1);
      assertThat(ring.consumed()).isEqualTo(ring.produced());
    }

    assertThat(ring.produced()).isGreaterThan(4 * BYTES);
    assertThat(seen).hasSize(200).startsWith("/path/0").endsWith("/path/199");
  }

  @Test
  void stopsAtARecordThatIsStillBeingWritten() {
    ring.write(record("/done"), 0);
    long busy = ring.write(record("/busy"), RingReader.BUSY);
    ring.write(record("/after"), 0);

    assertThat(drain()).isEqualTo(1);
    assertThat(ring.consumed()).isEqualTo(busy);
    assertThat(drain()).isZero();
    ring.commit(busy);
    assertThat(drain()).isEqualTo(2);
    assertThat(seen).containsExactly("/done", "/busy", "/after");
  }

  @Test
  void skipsWhatWasDiscardedAndCountsWhatItCannotRead() {
    ring.write(record("/discarded"), RingReader.DISCARDED);
    long foreign = ring.write(record("/foreign"), 0);
    ring.poke(foreign + RingReader.HEADER_BYTES + EventLayout.VERSION, 99);
    ring.write(record("/good"), 0);
    ring.write(record("/discarded"), RingReader.DISCARDED);

    assertThat(drain()).isEqualTo(1);
    assertThat(seen).containsExactly("/good");
    assertThat(source.losses()).isEqualTo(1);
    assertThat(source.lossReport().unreadable()).isEqualTo(1);
    assertThat(ring.consumed()).isLessThanOrEqualTo(ring.produced());
    assertThat(drain()).isZero();
    assertThat(ring.consumed()).isEqualTo(ring.produced());
  }

  @Test
  void anEventWhoseHandlerThrowsIsNotReadTwice() {
    ring.write(record("/poison"), 0);
    ring.write(record("/next"), 0);

    assertThatThrownBy(
            () ->
                source.poll(
                    event -> {
                      throw new IllegalStateException("no");
                    },
                    0))
        .hasMessage("no");
    assertThat(drain()).isEqualTo(1);
    assertThat(seen).containsExactly("/next");
  }

  @Test
  void freesRoomWhileItReads() {
    int[] freed = {0};
    while (ring.write(record("/x"), 0) >= 0) {}

    source.poll(event -> freed[0] += ring.consumed() > 0 ? 1 : 0, 0);

    assertThat(freed[0]).isPositive();
  }

  @Test
  void countsWhatFindsNoRoom() {
    byte[] record = record("/x");
    int written = 0;
    while (source.add(0, record)) {
      written++;
    }

    assertThat(source.losses()).isEqualTo(1);
    assertThat(source.lossReport().byType())
        .containsExactly(java.util.Map.entry(EventType.UNLINK, 1L));
    assertThat(source.lossReport().byCpu()).containsExactly(java.util.Map.entry(0, 1L));
    assertThat(source.lossReport().ofProcessTable()).isZero();
    assertThat(drain()).isEqualTo(written);
  }

  @Test
  void readingMakesNoGarbage() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] sum = {0};
    EventHandler handler =
        event -> sum[0] += event.number(Arg.FLAGS) + event.textLength(Arg.PATH) + event.tgid();
    byte[] record = record("/x");
    for (int i = 0; i < 20_000; i++) {
      ring.write(record, 0);
      source.poll(handler, 0);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 10_000; i++) {
      ring.write(record, 0);
      source.poll(handler, 0);
    }
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(sum[0]).isPositive();
    assertThat(bytes).as("allocated by 10,000 events").isLessThan(10_000);
  }

  private int drain() {
    return source.poll(event -> seen.add(event.text(Arg.PATH)), 0);
  }

  private static byte[] record(String path) {
    return new EventEncoder()
        .begin(EventType.UNLINK, 5)
        .process(9, 1, 0, 0)
        .number(Arg.FLAGS, 1)
        .text(Arg.PATH, path)
        .record();
  }
}
