package io.nightjar.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reader over a ring that the test writes as the kernel would. */
final class RingReaderTest {
  private static final int BYTES = 4096;
  private static final int BUSY = 1 << 31;
  private static final int DISCARDED = 1 << 30;

  private final ByteBuffer consumer = memory(8);
  private final ByteBuffer producer = memory(8);
  private final ByteBuffer data = memory(2 * BYTES);
  private final RingReader reader = new RingReader(consumer, producer, data, BYTES, 1000);
  private final List<String> seen = new ArrayList<>();

  @Test
  void readsInOrderAcrossTheEndOfTheRingAndFreesWhatItRead() {
    for (int i = 0; i < 200; i++) {
      write("/path/" + i, 0);
      assertThat(reader.drain(this::keep)).isEqualTo(1);
      assertThat(consumer.getLong(0)).isEqualTo(producer.getLong(0));
    }

    assertThat(producer.getLong(0)).isGreaterThan(4 * BYTES);
    assertThat(seen).hasSize(200).startsWith("/path/0 at 1005").endsWith("/path/199 at 1005");
  }

  @Test
  void stopsAtARecordThatIsStillBeingWritten() {
    write("/done", 0);
    long at = producer.getLong(0);
    write("/busy", BUSY);
    write("/after", 0);

    assertThat(reader.drain(this::keep)).isEqualTo(1);
    assertThat(consumer.getLong(0)).isEqualTo(at);
    int head = (int) (at % BYTES);
    data.putInt(head, data.getInt(head) & ~BUSY);
    assertThat(reader.drain(this::keep)).isEqualTo(2);
    assertThat(seen).extracting(s -> s.split(" ")[0]).containsExactly("/done", "/busy", "/after");
  }

  @Test
  void skipsWhatWasDiscardedAndCountsWhatItCannotRead() {
    write("/discarded", DISCARDED);
    write("/foreign", 0);
    data.put((int) (reader0() + EventLayout.VERSION), (byte) 99);
    write("/good", 0);

    assertThat(reader.drain(this::keep)).isEqualTo(1);
    assertThat(reader.unreadable()).isEqualTo(1);
    assertThat(seen).hasSize(1);
  }

  @Test
  void anEventWhoseHandlerThrowsIsNotReadTwice() {
    write("/poison", 0);
    write("/next", 0);

    assertThatThrownBy(
            () ->
                reader.drain(
                    event -> {
                      throw new IllegalStateException("no");
                    }))
        .hasMessage("no");
    assertThat(reader.drain(this::keep)).isEqualTo(1);
    assertThat(seen).extracting(s -> s.split(" ")[0]).containsExactly("/next");
  }

  @Test
  void readingMakesNoGarbage() {
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long[] sum = {0};
    EventHandler handler =
        event -> sum[0] += event.number(Arg.FLAGS) + event.textLength(Arg.PATH) + event.tgid();
    for (int i = 0; i < 20_000; i++) {
      write("/x", 0);
      reader.drain(handler);
    }
    byte[] record = record("/x");
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000; i++) {
      append(record, 0);
      reader.drain(handler);
    }
    long perEvent = (threads.getCurrentThreadAllocatedBytes() - before) / 1_000;

    assertThat(sum[0]).isPositive();
    assertThat(perEvent).isLessThan(8);
  }

  private long reader0() {
    // where the record that was written last begins, behind its ring header
    return (producer.getLong(0) - record("/foreign").length) % BYTES;
  }

  private void keep(EventView event) {
    seen.add(event.text(Arg.PATH) + " at " + event.timestampNanos());
  }

  private void write(String path, int bits) {
    append(record(path), bits);
  }

  private static byte[] record(String path) {
    return new EventEncoder()
        .begin(EventType.UNLINK, 5)
        .process(9, 1, 0, 0)
        .number(Arg.FLAGS, 1)
        .text(Arg.PATH, path)
        .record();
  }

  /** Writes both images of the ring, as if it were mapped twice. */
  private void append(byte[] record, int bits) {
    long position = producer.getLong(0);
    int start = (int) (position % BYTES);
    put(start, record.length | bits);
    for (int i = 0; i < record.length; i++) {
      int at = (start + 8 + i) % BYTES;
      data.put(at, record[i]);
      data.put(at + BYTES, record[i]);
    }
    producer.putLong(0, position + ((record.length + 8 + 7) & ~7));
  }

  private void put(int at, int value) {
    data.putInt(at, value);
    data.putInt(at + BYTES, value);
  }

  private static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
