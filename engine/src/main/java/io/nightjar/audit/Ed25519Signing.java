package io.nightjar.audit;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs with one Ed25519 key. The signature of a text is the same bytes whoever makes it (RFC 8032,
 * 5.1.6), so it may be made by the platform, which takes 0.7 ms, or by a library with tables, which
 * takes 0.04 ms but a quarter of a second before its first. Whoever signs seldom never loads it;
 * for others it is made ready on a thread of its own, and used once it has signed as the platform
 * did. Not thread-safe.
 */
final class Ed25519Signing {

  private static final Logger LOG = LoggerFactory.getLogger(Ed25519Signing.class);

  /** So many signatures a start and a quiet hour take. */
  static final int SELDOM = 64;

  private final EdECPrivateKey key;
  private volatile @Nullable Ed25519PrivateKeyParameters tables;
  private int signed;

  Ed25519Signing(EdECPrivateKey key) {
    this.key = key;
  }

  /** Returns 64 bytes. */
  byte[] sign(byte[] text) {
    Ed25519PrivateKeyParameters ready = tables;
    if (ready != null) {
      return byTables(ready, text);
    }
    byte[] signature = byPlatform(text);
    signed++;
    if (signed == SELDOM) {
      Thread.ofPlatform().daemon().name("signing-tables").start(() -> prepare(text, signature));
    }
    return signature;
  }

  /** Whether the library signs by now. */
  boolean isFast() {
    return tables != null;
  }

  private void prepare(byte[] text, byte[] signature) {
    try {
      Ed25519PrivateKeyParameters fresh =
          new Ed25519PrivateKeyParameters(key.getBytes().orElseThrow());
      if (Arrays.equals(byTables(fresh, text), signature)) {
        tables = fresh;
      } else {
        LOG.error("two implementations of Ed25519 sign differently; the platform's stays in use");
      }
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("checkpoints go on being signed by the platform, which is slower", e);
    }
  }

  private static byte[] byTables(Ed25519PrivateKeyParameters key, byte[] text) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(true, key);
    signer.update(text, 0, text.length);
    return signer.generateSignature();
  }

  private byte[] byPlatform(byte[] text) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(text);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the signing key of the audit log does not sign", e);
    }
  }
}
