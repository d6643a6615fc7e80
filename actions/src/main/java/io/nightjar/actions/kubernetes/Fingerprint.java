package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 in lower-case hex, shortened: names that are unique and comparisons without content. */
final class Fingerprint {
  private static final ObjectMapper SORTED =
      new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

  private Fingerprint() {}

  /** Of all parts; the parts' borders count. */
  static String of(int hexDigits, String... parts) {
    return HexFormat.of()
        .formatHex(sha256().digest(String.join("\0", parts).getBytes(StandardCharsets.UTF_8)))
        .substring(0, hexDigits);
  }

  /** Of JSON; the order of the fields of objects does not count. */
  static String of(JsonNode json) {
    try {
      Object plain = SORTED.treeToValue(json, Object.class);
      return of(32, SORTED.writeValueAsString(plain));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a JSON tree that cannot be written", impossible);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }
}
