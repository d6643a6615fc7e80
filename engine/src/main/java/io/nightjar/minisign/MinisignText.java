package io.nightjar.minisign;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** What the files have in common: a comment, then base64 that begins with an algorithm. */
final class MinisignText {

  static final String UNTRUSTED = "untrusted comment: ";
  static final byte[] ED25519 = {'E', 'd'};

  private MinisignText() {}

  /**
   * The line after the untrusted comment, decoded.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  static byte[] decode(String text, String what, int length) {
    List<String> lines = text.strip().lines().toList();
    if (lines.size() < 2 || !lines.get(0).startsWith(UNTRUSTED)) {
      throw new IllegalArgumentException("this is no " + what + " of minisign");
    }
    return base64(lines.get(1), what, length);
  }

  static byte[] base64(String line, String what, int length) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(line.strip());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("this " + what + " is not base64", e);
    }
    if (bytes.length != length) {
      throw new IllegalArgumentException("this " + what + " has the wrong length");
    }
    return bytes;
  }

  /** As minisign writes the id of a key: the bytes backwards, in hex. */
  static String id(byte[] bytes) {
    byte[] turned = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      turned[i] = bytes[bytes.length - 1 - i];
    }
    return HexFormat.of().withUpperCase().formatHex(turned);
  }

  static byte[] part(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }
}
