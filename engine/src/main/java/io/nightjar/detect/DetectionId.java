package io.nightjar.detect;

import io.nightjar.audit.Hash;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The identity of a detection: the same event matched by the same rule gives the same id. It begins
 * with the millisecond of the event, so that what happens together lies together in an index, and a
 * flood of detections changes few of its pages.
 */
public final class DetectionId {

  private static final int HEX_DIGITS = 24;
  private static final int TIME_DIGITS = 12;

  private DetectionId() {}

  static String of(String node, String rule, String source, Instant time, int tid, String output) {
    MessageDigest digest = Hash.digest();
    for (String part : new String[] {node, rule, source, time.toString(), "" + tid, output}) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return of("d-", time, digest.digest(), HEX_DIGITS);
  }

  /**
   * @param kind what the id begins with
   * @param time of the event
   * @param hash over all that makes it what it is, the time included
   * @param digits of the hash in hex that are kept; twelve more tell the millisecond
   */
  public static String of(String kind, Instant time, byte[] hash, int digits) {
    HexFormat hex = HexFormat.of();
    return kind
        + hex.toHexDigits(time.toEpochMilli(), TIME_DIGITS)
        + hex.formatHex(hash, 0, digits / 2);
  }
}
