package io.nightjar.driver;

import com.kenai.jffi.MemoryIO;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.LongAdder;

/**
 * Reads the kernel's ring in place: no call into native code, no copy and no object per event. One
 * thread; the memory must stay mapped while it reads.
 *
 * <pre>
 *   consumer page   | position, written here                |
 *   producer page   | position, written by the kernel       |
 *   data            | [length and two bits][page][record]…  |  mapped twice in a row
 * </pre>
 *
 * A record never wraps because the data is mapped twice. Source: {@code kernel/bpf/ringbuf.c}.
 */
final class RingReader {
  private static final int HEADER_BYTES = 8;
  private static final int BUSY = 1 << 31;
  private static final int DISCARDED = 1 << 30;

  /** The kernel learns of freed room at least this often within one drain. */
  private static final long PUBLISH_BYTES = 1 << 20;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer consumer;
  private final ByteBuffer producer;
  private final ByteBuffer data;
  private final long mask;
  private final long clockOffsetNanos;
  private final EventView view = new EventView();
  private long position;
  private long published;
  private final LongAdder unreadable = new LongAdder();

  RingReader(
      ByteBuffer consumer, ByteBuffer producer, ByteBuffer data, int bytes, long clockOffsetNanos) {
    this.consumer = consumer;
    this.producer = producer;
    this.data = data;
    this.mask = bytes - 1L;
    this.clockOffsetNanos = clockOffsetNanos;
    this.position = (long) LONG.getVolatile(consumer, 0);
    this.published = position;
  }

  static ByteBuffer memory(long address, int bytes) {
    return MemoryIO.getInstance()
        .newDirectByteBuffer(address, bytes)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Records that were not of this schema; they are skipped. */
  long unreadable() {
    return unreadable.sum();
  }

  /**
   * Hands over what was there when it began. An event whose handler throws counts as read.
   *
   * @return how many events
   */
  int drain(EventHandler handler) {
    long end = (long) LONG.getAcquire(producer, 0);
    int count = 0;
    try {
      while (position < end) {
        int start = (int) (position & mask);
        int head = (int) INT.getAcquire(data, start);
        if ((head & BUSY) != 0) {
          break;
        }
        int length = head & ~DISCARDED;
        position += (length + HEADER_BYTES + 7) & ~7;
        if ((head & DISCARDED) == 0) {
          count += hand(handler, start + HEADER_BYTES, length);
        }
        if (position - published >= PUBLISH_BYTES) {
          publish();
        }
      }
    } finally {
      publish();
    }
    return count;
  }

  private int hand(EventHandler handler, int start, int length) {
    if (!view.wrap(data, start, length, clockOffsetNanos)) {
      unreadable.increment();
      return 0;
    }
    handler.on(view);
    return 1;
  }

  private void publish() {
    if (position != published) {
      LONG.setRelease(consumer, 0, position);
      published = position;
    }
  }
}
