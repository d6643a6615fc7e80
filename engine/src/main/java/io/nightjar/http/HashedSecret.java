package io.nightjar.http;

import io.nightjar.audit.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a secret; comparing two takes the same time whatever they are, and tells neither the
 * content nor the length.
 */
public final class HashedSecret {

  private final byte[] sha256;

  private HashedSecret(byte[] sha256) {
    this.sha256 = sha256;
  }

  public static HashedSecret of(String secret) {
    return new HashedSecret(Hash.sha256(secret.getBytes(StandardCharsets.UTF_8)).bytes());
  }

  public boolean is(@Nullable HashedSecret other) {
    return other != null && MessageDigest.isEqual(sha256, other.sha256);
  }
}
