package io.nightjar.driver;

import com.kenai.jffi.MemoryIO;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A place in one of the kernel's rings, which is read where it lies: no call into native code, no
 * copy and no object per record. One thread; the memory must stay mapped while it reads.
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
  static final int HEADER_BYTES = 8;
  static final int BUSY = 1 << 31;
  static final int DISCARDED = 1 << 30;

  /** The kernel learns of freed room at least each time that this part of the ring was read. */
  private static final int PUBLISH_SHARE = 4;

  private static final VarHandle LONG =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final ByteBuffer consumer;
  private final ByteBuffer producer;
  private final ByteBuffer data;
  private final long mask;
  private final long publishBytes;
  // one for each ring: the memory that it points into never changes
  private final EventView view = new EventView();
  private long position;
  private long published;
  private long marked;
  private long end;
  private int headStart;
  private int headLength;
  private long headNanos;

  /**
   * @param data twice as long as the ring
   * @param bytes of the ring, a power of two
   */
  RingReader(ByteBuffer consumer, ByteBuffer producer, ByteBuffer data, int bytes) {
    this.consumer = consumer;
    this.producer = producer;
    this.data = data;
    this.mask = bytes - 1L;
    this.publishBytes = bytes / PUBLISH_SHARE;
    this.position = (long) LONG.getVolatile(consumer, 0);
    this.published = position;
  }

  static ByteBuffer memory(long address, int bytes) {
    return MemoryIO.getInstance()
        .newDirectByteBuffer(address, bytes)
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Remembers what is in the ring now. */
  void mark() {
    marked = (long) LONG.getAcquire(producer, 0);
  }

  /** Whether something that was there at the last {@link #mark} has not been read. */
  boolean behindMark() {
    return position < marked;
  }

  /** Whether everything has been read, and nothing is being written. */
  boolean empty() {
    return position == (long) LONG.getAcquire(producer, 0);
  }

  /**
   * Takes note of what is in the ring now and goes to its first record.
   *
   * @return false when there is none, or it is still being written
   */
  boolean look() {
    end = (long) LONG.getAcquire(producer, 0);
    return find();
  }

  /**
   * Goes to the next record.
   *
   * @return false when there was none at the last {@link #look}, or it is still being written
   */
  boolean find() {
    while (position < end) {
      int start = (int) (position & mask);
      int head = (int) INT.getAcquire(data, start);
      if ((head & BUSY) != 0) {
        return false;
      }
      if ((head & DISCARDED) == 0) {
        headStart = start + HEADER_BYTES;
        headLength = head;
        headNanos = data.getLong(headStart + EventLayout.BOOT_NANOS);
        return true;
      }
      position += framed(head & ~DISCARDED);
    }
    return false;
  }

  /** Boot time of the record that was gone to. */
  long headNanos() {
    return headNanos;
  }

  /**
   * Reads the record that was gone to. It counts as read from here on; its memory stays until
   * {@link #publish}.
   *
   * @return false when it is not of this schema
   */
  boolean take(long clockOffsetNanos) {
    position += framed(headLength);
    return view.wrap(data, headStart, headLength, clockOffsetNanos);
  }

  /** The record that was taken last. */
  EventView view() {
    return view;
  }

  /** Frees what was read once it is much. */
  void publishSome() {
    if (position - published >= publishBytes) {
      publish();
    }
  }

  /** Frees what was read. */
  void publish() {
    if (position != published) {
      LONG.setRelease(consumer, 0, position);
      published = position;
    }
  }

  /** Bytes that a record of this length takes in the ring. */
  static int framed(int length) {
    return (length + HEADER_BYTES + 7) & ~7;
  }
}
