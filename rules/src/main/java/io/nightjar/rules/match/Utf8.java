package io.nightjar.rules.match;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A constant text with its bytes, to be compared with strings and with bytes of a buffer. */
final class Utf8 {
  private final String text;
  private final byte[] bytes;

  Utf8(String text) {
    this.text = text;
    this.bytes = text.getBytes(StandardCharsets.UTF_8);
  }

  static String decode(ByteBuffer buffer, int offset, int length) {
    byte[] copy = new byte[length];
    buffer.get(offset, copy);
    return new String(copy, StandardCharsets.UTF_8);
  }

  String text() {
    return text;
  }

  /** In bytes. */
  int length() {
    return bytes.length;
  }

  /** Whether these bytes stand at an absolute offset; the caller knows that so many follow. */
  boolean isAt(ByteBuffer buffer, int offset) {
    for (int i = 0; i < bytes.length; i++) {
      if (buffer.get(offset + i) != bytes[i]) {
        return false;
      }
    }
    return true;
  }

  int hash() {
    int hash = 0;
    for (byte b : bytes) {
      hash = 31 * hash + b;
    }
    return hash ^ (hash >>> 16);
  }

  /** {@link #hash} of bytes in a buffer. */
  static int hash(ByteBuffer buffer, int offset, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = 31 * hash + buffer.get(offset + i);
    }
    return hash ^ (hash >>> 16);
  }
}
