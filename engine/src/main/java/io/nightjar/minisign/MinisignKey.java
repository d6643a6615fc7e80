package io.nightjar.minisign;

import static io.nightjar.minisign.MinisignText.part;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A public key of minisign. */
public final class MinisignKey {

  /** What stands before the 32 raw bytes in an X.509 SubjectPublicKeyInfo (RFC 8410). */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private static final String WHAT = "public key";

  private final byte[] id;
  private final byte[] raw;

  MinisignKey(byte[] id, byte[] raw) {
    this.id = id.clone();
    this.raw = raw.clone();
  }

  /**
   * From its file, or from the line of it that minisign takes after {@code -P}.
   *
   * @throws IllegalArgumentException when the text is no such key
   */
  public static MinisignKey parse(String text) {
    byte[] bytes =
        text.startsWith(MinisignText.UNTRUSTED)
            ? MinisignText.decode(text, WHAT, 42)
            : MinisignText.base64(text, WHAT, 42);
    if (!Arrays.equals(part(bytes, 0, 2), MinisignText.ED25519)) {
      throw new IllegalArgumentException("this public key is of an unknown kind");
    }
    MinisignKey key = new MinisignKey(part(bytes, 2, 10), part(bytes, 10, 42));
    try {
      key.publicKey();
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("this is not an Ed25519 public key", e);
    }
    return key;
  }

  /** Such as {@code 8E5D8555AD10F6EF}. */
  public String id() {
    return MinisignText.id(id);
  }

  /** The line of its file that is the key. */
  public String line() {
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(42).put(MinisignText.ED25519).put(id).put(raw).array());
  }

  /** Its whole file. */
  public String file() {
    return MinisignText.UNTRUSTED + "minisign public key " + id() + "\n" + line() + "\n";
  }

  /** Whether {@code signature}, 64 bytes, is this key's on {@code message}. */
  boolean signed(byte[] message, byte[] signature) {
    try {
      Signature verifying = Signature.getInstance("Ed25519");
      verifying.initVerify(publicKey());
      verifying.update(message);
      return verifying.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private PublicKey publicKey() throws GeneralSecurityException {
    byte[] encoded = ByteBuffer.allocate(44).put(X509_PREFIX).put(raw).array();
    return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MinisignKey that && line().equals(that.line());
  }

  @Override
  public int hashCode() {
    return line().hashCode();
  }

  @Override
  public String toString() {
    return line();
  }
}
