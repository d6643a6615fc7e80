package io.nightjar.audit;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One line of a segment file or of an export: a leaf with its place and hash, its bytes verbatim,
 * or a signed checkpoint.
 */
sealed interface SegmentLine {

  /**
   * @param bytes what was hashed
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Leaf(long index, Hash hash, byte[] bytes) implements SegmentLine {}

  /**
   * @param note the signed note
   */
  record Signed(String note) implements SegmentLine {}

  String HASH = "{\"hash\":\"";
  String INDEX = "\",\"index\":";
  String LEAF = ",\"leaf\":";
  String CHECKPOINT = "{\"checkpoint\":";
  int HEX = 2 * Hash.LENGTH;

  /** The line without its end; canonical JSON, for a leaf is canonical JSON. */
  static byte[] leaf(long index, Hash hash, byte[] leaf) {
    byte[] head = (HASH + hash.hex() + INDEX + index + LEAF).getBytes(StandardCharsets.UTF_8);
    byte[] line = new byte[head.length + leaf.length + 1];
    System.arraycopy(head, 0, line, 0, head.length);
    System.arraycopy(leaf, 0, line, head.length, leaf.length);
    line[line.length - 1] = '}';
    return line;
  }

  static byte[] checkpoint(String note) {
    return CanonicalJson.write(Map.of("checkpoint", note));
  }

  /**
   * The line as it was written, or null when it is none.
   *
   * @param line without its end
   */
  static @Nullable SegmentLine parse(byte[] line) {
    String head = new String(line, 0, Math.min(line.length, 140), StandardCharsets.ISO_8859_1);
    if (head.startsWith(CHECKPOINT)) {
      return signed(line);
    }
    int index = HASH.length() + HEX + INDEX.length();
    int leaf = head.indexOf(LEAF, Math.min(index, head.length()));
    if (!head.startsWith(HASH)
        || !head.startsWith(INDEX, HASH.length() + HEX)
        || leaf < 0
        || line[line.length - 1] != '}') {
      return null;
    }
    try {
      byte[] hash = HexFormat.of().parseHex(head, HASH.length(), HASH.length() + HEX);
      int from = leaf + LEAF.length();
      byte[] bytes = new byte[line.length - 1 - from];
      System.arraycopy(line, from, bytes, 0, bytes.length);
      return new Leaf(Long.parseLong(head.substring(index, leaf)), Hash.of(hash), bytes);
    } catch (IllegalArgumentException | NegativeArraySizeException malformed) {
      return null;
    }
  }

  private static @Nullable SegmentLine signed(byte[] line) {
    try {
      return new Signed(SegmentHeader.MAPPER.readTree(line).path("checkpoint").asText());
    } catch (java.io.IOException malformed) {
      return null;
    }
  }
}
