package io.nightjar.practice.registry;

import java.util.HexFormat;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** New UIDs, name suffixes and container ids, all from one source of randomness. */
public final class Identifiers {
  /** No vowels and nothing that looks like another character, as in real generated names. */
  private static final String SUFFIX_ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

  private static final int SUFFIX_LENGTH = 5;
  private static final int CONTAINER_ID_BYTES = 32;

  private final RandomGenerator random;

  public Identifiers(RandomGenerator random) {
    this.random = random;
  }

  public String uid() {
    long high = (random.nextLong() & ~0xF000L) | 0x4000L;
    long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new UUID(high, low).toString();
  }

  public String nameSuffix() {
    StringBuilder suffix = new StringBuilder(SUFFIX_LENGTH);
    for (int i = 0; i < SUFFIX_LENGTH; i++) {
      suffix.append(SUFFIX_ALPHABET.charAt(random.nextInt(SUFFIX_ALPHABET.length())));
    }
    return suffix.toString();
  }

  /** 64 hexadecimal digits. */
  public String containerId() {
    byte[] bytes = new byte[CONTAINER_ID_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** A short stable name for some text, in the alphabet of name suffixes. */
  public static String hash(String text) {
    // FNV-1a: short, stable across runs, and nobody gains by a collision here
    int hash = 0x811c9dc5;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x01000193;
    }
    StringBuilder name = new StringBuilder();
    for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
      name.append(SUFFIX_ALPHABET.charAt(digit - '0'));
    }
    return name.toString();
  }
}
