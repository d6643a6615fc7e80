package io.nightjar.evidence.s3;

import io.nightjar.actions.outside.Hmac;
import io.nightjar.audit.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.stream.Collectors;

/**
 * Signs requests to S3 in their headers.
 *
 * <p>Source: Amazon S3 API Reference, Authenticating Requests: Using the Authorization Header (AWS
 * Signature Version 4).
 */
final class SignatureV4 {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final String UNRESERVED = "-._~";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String accessKeyId;
  private final String secretAccessKey;
  private final String region;

  SignatureV4(String accessKeyId, String secretAccessKey, String region) {
    this.accessKeyId = accessKeyId;
    this.secretAccessKey = secretAccessKey;
    this.region = region;
  }

  /** As {@code x-amz-date} wants it. */
  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /**
   * The value of the {@code Authorization} header.
   *
   * @param path not encoded, from the root
   * @param query not encoded
   * @param headers that are signed, by lower-case names; {@code host} and {@code x-amz-date} are
   *     among them
   * @param payload SHA-256 of the body in hex
   */
  String authorization(
      String method,
      String path,
      SortedMap<String, String> query,
      SortedMap<String, String> headers,
      String payload) {
    String time = headers.getOrDefault("x-amz-date", "");
    String signed = String.join(";", headers.keySet());
    String canonical =
        String.join(
            "\n",
            method,
            encode(path, true),
            query.entrySet().stream()
                .map(one -> encode(one.getKey(), false) + "=" + encode(one.getValue(), false))
                .collect(Collectors.joining("&")),
            headers.entrySet().stream()
                .map(one -> one.getKey() + ":" + one.getValue().strip() + "\n")
                .collect(Collectors.joining()),
            signed,
            payload);
    String day = time.substring(0, 8);
    String scope = day + "/" + region + "/s3/aws4_request";
    String toSign =
        String.join(
            "\n", ALGORITHM, time, scope, sha256(canonical.getBytes(StandardCharsets.UTF_8)));
    byte[] key = ("AWS4" + secretAccessKey).getBytes(StandardCharsets.UTF_8);
    for (String part : new String[] {day, region, "s3", "aws4_request"}) {
      key = hmac(key, part);
    }
    return ALGORITHM
        + " Credential="
        + accessKeyId
        + "/"
        + scope
        + ",SignedHeaders="
        + signed
        + ",Signature="
        + HexFormat.of().formatHex(hmac(key, toSign));
  }

  /** RFC 3986, in upper-case hex; a path keeps its slashes. */
  static String encode(String text, boolean path) {
    StringBuilder encoded = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (one & 0xff);
      boolean plain =
          (character < 128 && Character.isLetterOrDigit(character))
              || UNRESERVED.indexOf(character) >= 0
              || (path && character == '/');
      if (plain) {
        encoded.append(character);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(one));
      }
    }
    return encoded.toString();
  }

  static String sha256(byte[] bytes) {
    return Hash.sha256(bytes).hex();
  }

  private static byte[] hmac(byte[] key, String text) {
    return Hmac.of(key, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Nothing of it. */
  @Override
  public String toString() {
    return "[secret]";
  }
}
