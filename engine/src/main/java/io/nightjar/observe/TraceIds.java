package io.nightjar.observe;

import io.nightjar.audit.Hash;
import java.nio.charset.StandardCharsets;

/**
 * Ids of traces and of their first spans, made from the ids of responses: so whoever has the one
 * has the other, after a restart too, and nothing has to be stored.
 */
public final class TraceIds {

  private static final int TRACE = 32;
  private static final int SPAN = 16;

  private TraceIds() {}

  /** 32 hexadecimal digits (W3C Trace Context). */
  public static String trace(String responseId) {
    return hash(responseId).substring(0, TRACE);
  }

  /** Of the span that is the whole response: 16 hexadecimal digits. */
  static String span(String responseId) {
    return hash(responseId).substring(TRACE, TRACE + SPAN);
  }

  // of 256 bits one is always set in practice: an id of zeros would be invalid
  private static String hash(String responseId) {
    return Hash.sha256(("nightjar trace " + responseId).getBytes(StandardCharsets.UTF_8)).hex();
  }
}
