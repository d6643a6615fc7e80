package io.nightjar.driver;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A ring in this process's own memory, written as the kernel writes one. One thread. */
final class MemoryRing {
  private final ByteBuffer consumer = memory(Long.BYTES);
  private final ByteBuffer producer = memory(Long.BYTES);
  private final ByteBuffer data;
  private final int bytes;

  /**
   * @param bytes a power of two
   */
  MemoryRing(int bytes) {
    this.bytes = bytes;
    this.data = memory(2 * bytes);
  }

  static ByteBuffer memory(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  RingReader reader() {
    return new RingReader(consumer, producer, data, bytes);
  }

  /** Position behind what was written. */
  long produced() {
    return producer.getLong(0);
  }

  /** Position up to which the reader has freed. */
  long consumed() {
    return consumer.getLong(0);
  }

  /**
   * @param bits of the ring's header: {@link RingReader#BUSY}, {@link RingReader#DISCARDED} or 0
   * @return where the record was put, or -1 when the ring is full
   */
  long write(byte[] record, int bits) {
    long position = produced();
    int framed = RingReader.framed(record.length);
    if (position + framed - consumed() > bytes) {
      return -1;
    }
    int start = (int) (position % bytes) + RingReader.HEADER_BYTES;
    int first = Math.min(record.length, Math.max(0, bytes - start));
    put(start, record, 0, record.length);
    // the other image of both halves
    put(start + bytes, record, 0, first);
    put(start + first - bytes, record, first, record.length - first);
    header(position, record.length | bits);
    producer.putLong(0, position + framed);
    return position;
  }

  /** Ends the writing of a record that was busy. */
  void commit(long position) {
    header(position, data.getInt((int) (position % bytes)) & ~RingReader.BUSY);
  }

  /** A byte of the memory, to break it. */
  void poke(long position, int value) {
    put((int) (position % bytes), new byte[] {(byte) value}, 0, 1);
  }

  private void header(long position, int value) {
    data.putInt((int) (position % bytes), value);
    data.putInt((int) (position % bytes) + bytes, value);
  }

  private void put(int at, byte[] from, int offset, int length) {
    if (length > 0 && at >= 0 && at + length <= 2 * bytes) {
      data.put(at, from, offset, length);
    }
  }
}
