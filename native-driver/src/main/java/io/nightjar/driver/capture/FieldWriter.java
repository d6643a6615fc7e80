package io.nightjar.driver.capture;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Appends numbers and texts to a buffer; the reader is {@link FieldReader}. */
final class FieldWriter {
  /** Longer texts are cut: no path or name is. */
  private static final int MAX_TEXT_BYTES = 8 << 10;

  /** Longer lists are cut, so that every record stays within {@link CaptureFormat}'s bound. */
  private static final int MAX_LIST_BYTES = 64 << 10;

  private final ByteBuffer target;

  /**
   * @param target grows by what is written; {@link BufferOverflowException} when it is full
   */
  FieldWriter(ByteBuffer target) {
    this.target = target;
  }

  FieldWriter number(int value) {
    target.putInt(value);
    return this;
  }

  FieldWriter number(long value) {
    target.putLong(value);
    return this;
  }

  FieldWriter flag(boolean value) {
    target.put((byte) (value ? 1 : 0));
    return this;
  }

  FieldWriter text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, MAX_TEXT_BYTES);
    target.putInt(length).put(bytes, 0, length);
    return this;
  }

  FieldWriter list(List<String> values) {
    int start = target.position();
    int count = 0;
    target.putInt(0);
    for (String value : values) {
      if (target.position() - start > MAX_LIST_BYTES) {
        break;
      }
      text(value);
      count++;
    }
    target.putInt(start, count);
    return this;
  }
}
