package io.nightjar.http;

import io.nightjar.audit.Hash;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;

/** Texts of 256 random bits, and the hashes by which they are kept. */
public final class RandomToken {

  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private RandomToken() {}

  /** Letters, digits, dashes and underscores. */
  public static String make() {
    byte[] random = new byte[BYTES];
    RANDOM.nextBytes(random);
    return encode(random);
  }

  public static String encode(byte[] bytes) {
    return ENCODER.encodeToString(bytes);
  }

  /**
   * What is kept in its place, as hex. Whoever looks a hash up learns nothing from the time that it
   * takes, since nobody can choose the hash of a guess.
   */
  public static String hash(String token) {
    return Hash.sha256(token.getBytes(StandardCharsets.UTF_8)).hex();
  }

  public static byte[] sha256(String text) {
    return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).bytes();
  }
}
