package io.nightjar.actions.kubernetes;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The characters of which random values are made that nobody has to remember. */
enum Alphabet {
  ALPHANUMERIC("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"),
  HEX("0123456789abcdef"),
  BASE64URL("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

  /** No value has fewer bits of chance. */
  private static final double FEWEST_BITS = 95;

  private static final int LONGEST = 1024;

  private final String characters;

  Alphabet(String characters) {
    this.characters = characters;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Optional<Alphabet> of(String word) {
    return Arrays.stream(values()).filter(one -> one.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Alphabet::word).toList();
  }

  /** The fewest characters that cannot be guessed. */
  int shortest() {
    return (int) Math.ceil(FEWEST_BITS / (Math.log(characters.length()) / Math.log(2)));
  }

  boolean isLength(int length) {
    return length >= shortest() && length <= LONGEST;
  }

  /** ASCII, every character equally likely. */
  byte[] make(SecureRandom random, int length) {
    byte[] value = new byte[length];
    for (int i = 0; i < length; i++) {
      value[i] = (byte) characters.charAt(random.nextInt(characters.length()));
    }
    return value;
  }
}
