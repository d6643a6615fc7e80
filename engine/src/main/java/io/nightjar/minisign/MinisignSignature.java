package io.nightjar.minisign;

import static io.nightjar.minisign.MinisignText.part;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * A signature file of minisign: over the message itself (legacy) or over its BLAKE2b hash, and a
 * second one over the first and the trusted comment.
 */
public final class MinisignSignature {

  static final byte[] PREHASHED = {'E', 'D'};
  private static final String TRUSTED = "trusted comment: ";
  private static final String WHAT = "signature";
  private static final int LINES = 4;

  private final byte[] head;
  private final String comment;
  private final byte[] whole;

  /**
   * @param head algorithm, id of the key, signature of the message: 74 bytes
   * @param whole signature of the signature and the trusted comment
   */
  MinisignSignature(byte[] head, String comment, byte[] whole) {
    this.head = head.clone();
    this.comment = comment;
    this.whole = whole.clone();
  }

  /**
   * @throws IllegalArgumentException when the text is no such signature
   */
  public static MinisignSignature parse(String text) {
    byte[] head = MinisignText.decode(text, WHAT, 74);
    byte[] algorithm = part(head, 0, 2);
    if (!Arrays.equals(algorithm, PREHASHED) && !Arrays.equals(algorithm, MinisignText.ED25519)) {
      throw new IllegalArgumentException("this signature is of an unknown kind");
    }
    List<String> lines = text.strip().lines().toList();
    if (lines.size() != LINES || !lines.get(2).startsWith(TRUSTED)) {
      throw new IllegalArgumentException("this signature has no trusted comment");
    }
    return new MinisignSignature(
        head,
        lines.get(2).substring(TRUSTED.length()),
        MinisignText.base64(lines.get(3), WHAT, 64));
  }

  /** The id of the key that it claims to be of. */
  public String keyId() {
    return MinisignText.id(part(head, 2, 10));
  }

  /** What was signed along with it; believe it only where {@link #isOf} says yes. */
  public String comment() {
    return comment;
  }

  /** Whether {@code key} signed {@code message} and the comment. */
  public boolean isOf(MinisignKey key, byte[] message) {
    boolean prehashed = Arrays.equals(part(head, 0, 2), PREHASHED);
    return keyId().equals(key.id())
        && key.signed(prehashed ? Blake2b.hash(message) : message, part(head, 10, 74))
        && key.signed(withComment(head, comment), whole);
  }

  static byte[] withComment(byte[] head, String comment) {
    byte[] text = comment.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(64 + text.length).put(part(head, 10, 74)).put(text).array();
  }

  /** Its whole file. */
  public String file() {
    Base64.Encoder base64 = Base64.getEncoder();
    return MinisignText.UNTRUSTED
        + "signature from key "
        + keyId()
        + "\n"
        + base64.encodeToString(head)
        + "\n"
        + TRUSTED
        + comment
        + "\n"
        + base64.encodeToString(whole)
        + "\n";
  }
}
