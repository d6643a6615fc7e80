package io.nightjar.driver.scap;

import java.util.ArrayList;
import java.util.List;

/** Cuts texts to what a record holds, in bytes of UTF-8, between characters. */
final class Bounds {
  static final int PATH = 4095;
  static final int LIST = 4096;
  static final int NAME = 255;

  private Bounds() {}

  static String path(String text) {
    return cut(text, PATH);
  }

  static String name(String text) {
    return cut(text, NAME);
  }

  static String cut(String text, int maximum) {
    if (text.length() * 3L <= maximum) {
      return text;
    }
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      bytes += width(character);
      if (bytes > maximum) {
        return text.substring(0, i);
      }
      i += Character.charCount(character);
    }
    return text;
  }

  /** The first texts, each with the byte that ends it; the last of them may be cut. */
  static List<String> list(List<String> texts) {
    List<String> kept = new ArrayList<>();
    int left = LIST;
    for (String text : texts) {
      if (left <= 1) {
        return kept;
      }
      String part = cut(text, left - 1);
      kept.add(part);
      left -= bytes(part) + 1;
    }
    return kept;
  }

  /** Bytes that the texts take, each with the byte that ends it. */
  static long bytes(List<String> texts) {
    long sum = 0;
    for (String text : texts) {
      sum += bytes(text) + 1;
    }
    return sum;
  }

  private static int bytes(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      bytes += width(character);
      i += Character.charCount(character);
    }
    return bytes;
  }

  private static int width(int character) {
    return character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  }
}
