package io.nightjar.rules.match;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Looks for bytes that a rule writes in hexadecimal digits: {@code cafebabe}. */
public final class BinaryMatcher implements TextMatcher {
  private final byte[] constant;
  private final boolean atStart;

  private BinaryMatcher(byte[] constant, boolean atStart) {
    this.constant = constant;
    this.atStart = atStart;
  }

  /**
   * Null if the constant is not an even number of hexadecimal digits.
   *
   * @param atStart whether the bytes must come first
   */
  public static @Nullable TextMatcher of(String constant, boolean atStart) {
    try {
      return new BinaryMatcher(HexFormat.of().parseHex(constant), atStart);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public boolean judgesBytes() {
    return true;
  }

  @Override
  public boolean matches(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return matches(ByteBuffer.wrap(bytes), 0, bytes.length);
  }

  @Override
  public boolean matches(ByteBuffer buffer, int offset, int length) {
    int last = atStart ? 0 : length - constant.length;
    for (int at = 0; at <= last && at + constant.length <= length; at++) {
      if (isAt(buffer, offset + at)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAt(ByteBuffer buffer, int offset) {
    for (int i = 0; i < constant.length; i++) {
      if (buffer.get(offset + i) != constant[i]) {
        return false;
      }
    }
    return true;
  }
}
