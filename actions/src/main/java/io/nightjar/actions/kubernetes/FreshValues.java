package io.nightjar.actions.kubernetes;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** New values of the keys of a Secret; they are written nowhere but into the one request. */
final class FreshValues {
  private final SortedMap<String, String> encoded = new TreeMap<>();

  private FreshValues() {}

  static FreshValues make(List<String> keys, Alphabet alphabet, int length, SecureRandom random) {
    FreshValues values = new FreshValues();
    for (String key : keys) {
      values.encoded.put(key, Base64.getEncoder().encodeToString(alphabet.make(random, length)));
    }
    return values;
  }

  /** By key, in base64, as a Secret has them. */
  SortedMap<String, String> encoded() {
    return encoded;
  }

  /** The text, or that it is left out where it holds one of the values. */
  String hiddenIn(String text) {
    boolean shown =
        encoded.values().stream()
            .anyMatch(value -> text.contains(value) || text.contains(plain(value)));
    return shown ? "refused by the API server in words that show a value, so left out" : text;
  }

  private static String plain(String value) {
    return new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII);
  }

  @Override
  public String toString() {
    return "values of " + encoded.keySet();
  }
}
