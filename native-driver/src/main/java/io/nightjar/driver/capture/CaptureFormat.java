package io.nightjar.driver.capture;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Magic numbers and bounds of the format. */
final class CaptureFormat {
  /** The first eight bytes: what a transfer as text would break is in it, as in PNG. */
  static final long MAGIC = littleEndian(0x89, 'N', 'J', 'C', 'A', 'P', '\r', '\n');

  /** The first eight bytes of the trailer. */
  static final long TRAILER_MAGIC = littleEndian('N', 'J', 'C', 'A', 'P', 'E', 'N', 'D');

  static final int VERSION = 1;

  /** Compressed records are handed to the file in pieces of about this size. */
  static final int BLOCK_BYTES = 1 << 20;

  /** No record is longer, the kernel's own and Nightjar's. */
  static final int MAX_RECORD_BYTES = 256 << 10;

  /** What a block of this format unpacks to at most. */
  static final int MAX_RAW_BYTES = 16 << 20;

  /** What the facts of the header take at most. */
  static final int MAX_FACTS_BYTES = 1 << 20;

  private CaptureFormat() {}

  static ByteBuffer buffer(int bytes) {
    return over(new byte[bytes]);
  }

  static ByteBuffer over(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long littleEndian(int... bytes) {
    long value = 0;
    for (int i = bytes.length - 1; i >= 0; i--) {
      value = value << 8 | bytes[i];
    }
    return value;
  }
}
