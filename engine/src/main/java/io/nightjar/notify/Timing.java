package io.nightjar.notify;

import io.nightjar.config.NotifyConfig;
import io.nightjar.config.NotifyConfig.DigestConfig;
import io.nightjar.config.NotifyConfig.QuietConfig;
import io.nightjar.detect.Priority;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** What is told at once, and what is collected until when. */
final class Timing {

  /** Beyond so many that wait on one channel, what is not a question is told together. */
  static final int CROWD = 20;

  private static final Duration CROWD_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(24);

  private final NotifyConfig config;
  private final BiFunction<String, Instant, Optional<Instant>> endOf;

  /**
   * @param endOf when a calendar that is on at an instant ends; empty while it is off
   */
  Timing(NotifyConfig config, BiFunction<String, Instant, Optional<Instant>> endOf) {
    this.config = config;
    this.endOf = endOf;
  }

  /** How long what says the same is counted instead of told; zero for never. */
  Duration collapse() {
    return config.collapse();
  }

  /**
   * @param waiting how many wait on the channel
   * @return until when it is collected with others; null when it goes by itself
   */
  @Nullable Instant collectedUntil(Notice.Kind kind, Priority severity, long waiting, Instant now) {
    if (kind.asks() || kind == Notice.Kind.TEST) {
      return null;
    }
    QuietConfig quiet = config.quiet();
    if (quiet != null && !severity.atLeast(quiet.except())) {
      Optional<Instant> end = endOf.apply(quiet.calendar(), now);
      if (end.isPresent()) {
        Instant latest = now.plus(LONGEST);
        return end.get().isBefore(latest) ? end.get() : latest;
      }
    }
    DigestConfig digest = config.digest();
    if (digest != null && digest.upTo().atLeast(severity)) {
      return now.plus(digest.every());
    }
    return waiting >= CROWD ? now.plus(CROWD_PAUSE) : null;
  }
}
