package io.nightjar.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/** The hash of a secret; comparing two takes the same time whatever they are. */
final class HashedSecret {

  private final byte[] sha256;

  private HashedSecret(byte[] sha256) {
    this.sha256 = sha256;
  }

  static HashedSecret of(String secret) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return new HashedSecret(digest.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  boolean is(@Nullable HashedSecret other) {
    return other != null && MessageDigest.isEqual(sha256, other.sha256);
  }
}
