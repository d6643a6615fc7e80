package io.nightjar.ingest;

import io.nightjar.actions.outside.Hmac;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of a {@code Nightjar-Signature} header: {@code t=SECONDS,v1=HEX}, where HEX is the
 * HMAC-SHA-256 of {@code SECONDS.BODY}.
 */
record Signature(long seconds, String hex) {

  static final String HEADER = "Nightjar-Signature";
  private static final Duration OFF_AT_MOST = Duration.ofMinutes(5);
  private static final Pattern FORM = Pattern.compile("t=(\\d{1,12}),\\s*v1=([0-9a-f]{64})");

  static Optional<Signature> parse(String header) {
    Matcher matcher = FORM.matcher(header.strip());
    return matcher.matches()
        ? Optional.of(new Signature(Long.parseLong(matcher.group(1)), matcher.group(2)))
        : Optional.empty();
  }

  /** Whether it was made lately; an old one may have been overheard. */
  boolean fresh(Instant now) {
    return Math.abs(now.getEpochSecond() - seconds) <= OFF_AT_MOST.toSeconds();
  }

  boolean by(String key, byte[] body) {
    byte[] expected =
        Hmac.of(
            key.getBytes(StandardCharsets.UTF_8),
            (seconds + ".").getBytes(StandardCharsets.UTF_8),
            body);
    return MessageDigest.isEqual(expected, HexFormat.of().parseHex(hex));
  }
}
