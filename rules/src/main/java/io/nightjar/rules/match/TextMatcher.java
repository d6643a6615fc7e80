package io.nightjar.rules.match;

import java.nio.ByteBuffer;

/**
 * Judges a text that is either a string or UTF-8 bytes lying in a record; both give the same
 * answer, the second without making a string.
 */
public interface TextMatcher {
  boolean matches(String text);

  /**
   * Whether judging bytes is done on the bytes; otherwise a string that is there already is better.
   */
  default boolean judgesBytes() {
    return false;
  }

  /**
   * @param offset absolute, in bytes
   * @param length in bytes, without a final zero
   */
  default boolean matches(ByteBuffer buffer, int offset, int length) {
    return matches(Utf8.decode(buffer, offset, length));
  }
}
