package io.nightjar.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The public half of the key that signs checkpoints, in the form of C2SP's signed-note: {@code
 * name+keyid+base64(0x01 ‖ Ed25519 public key)}. An auditor keeps it away from the machine.
 */
public final class VerifierKey {

  private static final byte ED25519 = 1;

  /** What stands before the 32 raw bytes in an X.509 SubjectPublicKeyInfo (RFC 8410). */
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final String name;
  private final byte[] raw;
  private final PublicKey key;

  private VerifierKey(String name, byte[] raw, PublicKey key) {
    this.name = name;
    this.raw = raw;
    this.key = key;
  }

  /** The first key of a log, which the log is named after. */
  static VerifierKey of(PublicKey key) {
    return of("nightjar-audit/" + Hash.sha256(raw(key)).hex().substring(0, 16), key);
  }

  /** A later key of the log {@code name}. */
  static VerifierKey of(String name, PublicKey key) {
    return new VerifierKey(name, raw(key), key);
  }

  private static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  /**
   * @throws IllegalArgumentException when the text is no such key
   */
  public static VerifierKey parse(String text) {
    String[] parts = text.strip().split("\\+", 3);
    try {
      byte[] typed = parts.length == 3 ? Base64.getDecoder().decode(parts[2]) : new byte[0];
      if (typed.length != 33 || typed[0] != ED25519) {
        throw new IllegalArgumentException("a verifier key reads name+keyid+base64");
      }
      byte[] raw = Arrays.copyOfRange(typed, 1, typed.length);
      byte[] encoded = ByteBuffer.allocate(44).put(X509_PREFIX).put(raw).array();
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
      VerifierKey parsed = new VerifierKey(parts[0], raw, key);
      if (!HexFormat.of().formatHex(parsed.id()).equals(parts[1])) {
        throw new IllegalArgumentException("the key id does not belong to the key");
      }
      return parsed;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not an Ed25519 public key", e);
    }
  }

  /** Name of the log, the origin of its checkpoints; the same for all its keys. */
  public String name() {
    return name;
  }

  /** {@code name+keyid}: tells the keys of one log apart. */
  public String label() {
    return name + "+" + HexFormat.of().formatHex(id());
  }

  /** {@code SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key)[:4]}. */
  byte[] id() {
    byte[] label = (name + "\n").getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(Hash.sha256(label, new byte[] {ED25519}, raw).bytes(), 4);
  }

  public String text() {
    byte[] typed = ByteBuffer.allocate(33).put(ED25519).put(raw).array();
    return name
        + "+"
        + HexFormat.of().formatHex(id())
        + "+"
        + Base64.getEncoder().encodeToString(typed);
  }

  /** Whether {@code note} carries a valid signature of this key. */
  public boolean verifies(String note) {
    int end = note.lastIndexOf("\n\n");
    if (end < 0) {
      return false;
    }
    byte[] text = note.substring(0, end + 1).getBytes(StandardCharsets.UTF_8);
    String prefix = "— " + name + " ";
    return note.substring(end + 2)
        .lines()
        .filter(line -> line.startsWith(prefix))
        .anyMatch(line -> verifies(text, line.substring(prefix.length())));
  }

  private boolean verifies(byte[] text, String base64) {
    try {
      byte[] signed = Base64.getDecoder().decode(base64);
      return signed.length == 68
          && Arrays.equals(Arrays.copyOf(signed, 4), id())
          && signed(text, Arrays.copyOfRange(signed, 4, 68));
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  /** Whether {@code signature}, 64 bytes, is this key's on {@code text}. */
  boolean signed(byte[] text, byte[] signature) {
    try {
      Signature verifying = Signature.getInstance("Ed25519");
      verifying.initVerify(key);
      verifying.update(text);
      return verifying.verify(signature);
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifierKey that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }
}
