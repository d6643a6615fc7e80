package io.nightjar.notify;

import io.nightjar.actions.outside.SignedPost;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request is Slack's, new, and this one only (docs.slack.dev: verifying requests from
 * Slack): {@code X-Slack-Signature} is {@code v0=} and the HMAC-SHA-256 of {@code v0:TIME:BODY}
 * with the app's signing secret. Thread safe.
 */
final class SlackSignature {

  /** Older requests, and those of clocks that are so far ahead, are refused. */
  static final Duration WITHIN = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Once once;

  /** What a request is. */
  enum Verdict {
    GENUINE,
    /** Not signed by Slack with one of our secrets, or altered. */
    FORGED,
    OLD,
    /** Genuine, but it was here before, or too many were to remember it. */
    REPLAYED
  }

  SlackSignature(InstantSource clock) {
    this.clock = clock;
    this.once = new Once(WITHIN, clock);
  }

  /**
   * @param secrets one for each app
   */
  Verdict of(List<String> secrets, @Nullable String time, @Nullable String signature, byte[] body) {
    if (time == null || signature == null || !time.matches("[0-9]{1,12}")) {
      return Verdict.FORGED;
    }
    boolean genuine = false;
    for (String secret : secrets) {
      // every secret is tried, each in constant time
      genuine |= matches(secret, time, signature, body);
    }
    if (!genuine) {
      return Verdict.FORGED;
    }
    Instant now = clock.instant();
    Instant sent = Instant.ofEpochSecond(Long.parseLong(time));
    if (Duration.between(sent, now).abs().compareTo(WITHIN) > 0) {
      return Verdict.OLD;
    }
    return once.first(signature.toLowerCase(Locale.ROOT)) ? Verdict.GENUINE : Verdict.REPLAYED;
  }

  private static boolean matches(String secret, String time, String signature, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8);
    String wanted = "v0=" + SignedPost.hmac(secret, "v0:" + time + ":" + text);
    return MessageDigest.isEqual(
        wanted.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
  }
}
