package io.nightjar.driver.scap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields of a block (or of an entry of one) from front to back and never past its end.
 * Nothing is held in memory but the field that is read.
 */
final class Cursor {
  private final CaptureInput in;
  private final ByteOrder order;
  private final long blockOffset;
  private final String what;
  private final byte[] scratch = new byte[Long.BYTES];
  private final ByteBuffer number;
  private long remaining;

  /**
   * @param blockOffset where the block starts, for errors
   * @param what names the block, for errors
   */
  Cursor(CaptureInput in, ByteOrder order, long length, long blockOffset, String what) {
    this.in = in;
    this.order = order;
    this.remaining = length;
    this.blockOffset = blockOffset;
    this.what = what;
    this.number = ByteBuffer.wrap(scratch).order(order);
  }

  /** Bytes that follow in this block or entry. */
  long remaining() {
    return remaining;
  }

  ByteOrder order() {
    return order;
  }

  long blockOffset() {
    return blockOffset;
  }

  int u8() throws CorruptCapture {
    fill(scratch, 1);
    return Byte.toUnsignedInt(scratch[0]);
  }

  int u16() throws CorruptCapture {
    fill(scratch, Short.BYTES);
    return Short.toUnsignedInt(number.getShort(0));
  }

  long u32() throws CorruptCapture {
    fill(scratch, Integer.BYTES);
    return Integer.toUnsignedLong(number.getInt(0));
  }

  long i64() throws CorruptCapture {
    fill(scratch, Long.BYTES);
    return number.getLong(0);
  }

  byte[] bytes(int length) throws CorruptCapture {
    if (length > remaining) {
      throw wrong("needs " + length + " bytes where " + remaining + " are left");
    }
    byte[] bytes = new byte[length];
    fill(bytes, length);
    return bytes;
  }

  /** A text with its length before it; hostile. */
  String text(int maximum) throws CorruptCapture {
    return new String(lengthAndBytes(maximum), StandardCharsets.UTF_8);
  }

  /** Bytes with their length before them. */
  byte[] lengthAndBytes(int maximum) throws CorruptCapture {
    int length = u16();
    if (length > maximum) {
      throw wrong("has a text of " + length + " bytes where at most " + maximum + " can be");
    }
    return bytes(length);
  }

  /** The next bytes as an entry of their own. */
  Cursor part(long length, int maximum) throws CorruptCapture {
    if (length < 0 || length > maximum) {
      throw wrong("has an entry of " + length + " bytes where at most " + maximum + " can be");
    }
    return new Cursor(
        CaptureInput.of(bytes((int) length)), order, length, blockOffset, "an entry of " + what);
  }

  void skip(long length) throws CorruptCapture {
    byte[] away = new byte[(int) Math.min(length, 1 << 13)];
    for (long left = length; left > 0; ) {
      int step = (int) Math.min(left, away.length);
      fill(away, step);
      left -= step;
    }
  }

  CorruptCapture wrong(String reason) {
    return CorruptCapture.wrong(blockOffset, what + " " + reason);
  }

  /** Fills the start of an array. */
  void fill(byte[] into, int length) throws CorruptCapture {
    if (length > remaining) {
      throw wrong(
          "ends in the midst of a field: " + length + " bytes needed, " + remaining + " left");
    }
    int read = in.read(into, 0, length);
    remaining -= read;
    if (read < length) {
      throw CorruptCapture.truncated(
          blockOffset, what + " is not whole: " + remaining + " bytes of it are missing");
    }
  }
}
