package io.nightjar.detect;

import io.nightjar.audit.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

/** The identity of a detection: the same event matched by the same rule gives the same id. */
final class DetectionId {

  private static final int HEX_DIGITS = 24;

  private DetectionId() {}

  static String of(String node, String rule, String source, Instant time, int tid, String output) {
    MessageDigest digest = Hash.digest();
    for (String part : new String[] {node, rule, source, time.toString(), "" + tid, output}) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return "d-" + HexFormat.of().formatHex(digest.digest()).substring(0, HEX_DIGITS);
  }
}
