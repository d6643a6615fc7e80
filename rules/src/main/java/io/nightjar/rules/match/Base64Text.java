package io.nightjar.rules.match;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Decodes texts in base64 (RFC 4648), with or without the padding at their end. */
public final class Base64Text {
  private Base64Text() {}

  /**
   * The text up to a zero byte, as everything that compares texts stops there; null for what is not
   * base64, also where the bits behind the last byte are not zero.
   */
  public static @Nullable String decode(String encoded) {
    String digits = withoutPadding(encoded);
    if (digits.isEmpty()) {
      return encoded.isEmpty() ? "" : null;
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(digits.getBytes(StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return null;
    }
    boolean canonical = Base64.getEncoder().withoutPadding().encodeToString(bytes).equals(digits);
    return canonical ? upToZero(bytes) : null;
  }

  private static String withoutPadding(String encoded) {
    int end = encoded.length();
    for (int i = 0; i < 2 && end > 0 && encoded.charAt(end - 1) == '='; i++) {
      end--;
    }
    return encoded.substring(0, end);
  }

  private static String upToZero(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }
}
