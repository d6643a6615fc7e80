package io.nightjar.minisign;

import static io.nightjar.minisign.MinisignText.part;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A secret key of minisign without a password, as {@code minisign -G -W} makes it. One with a
 * password is left to minisign itself: unlocking it takes a gigabyte of memory.
 */
public final class MinisignSecret {

  /** What stands before the 32 bytes of the seed in a PKCS #8 key (RFC 8410). */
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private static final String WHAT = "secret key";
  private static final int LENGTH = 158;
  private static final int ID = 54;
  private static final byte[] NO_PASSWORD = {0, 0};
  private static final byte[] CHECKSUM = {'B', '2'};

  private final byte[] id;
  private final byte[] seed;
  private final byte[] raw;

  private MinisignSecret(byte[] id, byte[] seed, byte[] raw) {
    this.id = id;
    this.seed = seed;
    this.raw = raw;
  }

  /** A new one. */
  public static MinisignSecret generate() {
    byte[] id = new byte[8];
    new SecureRandom().nextBytes(id);
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      byte[] secret = pair.getPrivate().getEncoded();
      byte[] open = pair.getPublic().getEncoded();
      return new MinisignSecret(
          id,
          part(secret, PKCS8_PREFIX.length, PKCS8_PREFIX.length + 32),
          part(open, open.length - 32, open.length));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK from 15 on has Ed25519", e);
    }
  }

  /**
   * @throws IllegalArgumentException when the text is no such key, or has a password; the message
   *     holds nothing of it
   */
  public static MinisignSecret parse(String text) {
    byte[] bytes = MinisignText.decode(text, WHAT, LENGTH);
    if (!Arrays.equals(part(bytes, 0, 2), MinisignText.ED25519)) {
      throw new IllegalArgumentException("this secret key is of an unknown kind");
    }
    if (!Arrays.equals(part(bytes, 2, 4), NO_PASSWORD)) {
      throw new IllegalArgumentException(
          "this secret key has a password; sign with minisign itself, or make a key without one");
    }
    return new MinisignSecret(
        part(bytes, ID, ID + 8), part(bytes, ID + 8, ID + 40), part(bytes, ID + 40, ID + 72));
  }

  public MinisignKey publicKey() {
    return new MinisignKey(id, raw);
  }

  /**
   * Prehashed, as minisign does by default.
   *
   * @param comment signed along with the message; one line
   * @throws IllegalArgumentException when the two halves of this key do not belong together
   */
  public MinisignSignature sign(byte[] message, String comment) {
    byte[] head =
        ByteBuffer.allocate(74)
            .put(MinisignSignature.PREHASHED)
            .put(id)
            .put(sign(Blake2b.hash(message)))
            .array();
    MinisignSignature signature =
        new MinisignSignature(head, comment, sign(MinisignSignature.withComment(head, comment)));
    if (!signature.isOf(publicKey(), message)) {
      throw new IllegalArgumentException("this secret key is damaged");
    }
    return signature;
  }

  private byte[] sign(byte[] message) {
    try {
      byte[] encoded =
          ByteBuffer.allocate(PKCS8_PREFIX.length + 32).put(PKCS8_PREFIX).put(seed).array();
      PrivateKey key =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
      Signature signing = Signature.getInstance("Ed25519");
      signing.initSign(key);
      signing.update(message);
      return signing.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK from 15 on has Ed25519", e);
    }
  }

  /** Its whole file, which is to be kept from others. */
  public String file() {
    byte[] bytes =
        ByteBuffer.allocate(LENGTH)
            .put(MinisignText.ED25519)
            .put(NO_PASSWORD)
            .put(CHECKSUM)
            .position(ID)
            .put(id)
            .put(seed)
            .put(raw)
            .array();
    return MinisignText.UNTRUSTED
        + "minisign secret key, without a password\n"
        + Base64.getEncoder().encodeToString(bytes)
        + "\n";
  }

  /** Nothing of it. */
  @Override
  public String toString() {
    return "secret key " + MinisignText.id(id);
  }
}
