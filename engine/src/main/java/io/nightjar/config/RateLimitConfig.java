package io.nightjar.config;

import java.time.Duration;

/** How much may happen without a person. */
public record RateLimitConfig(
    @Setting(
            "So many responses of one action in one namespace in each `per`; then people are"
                + " asked.")
        int perAction,
    @Setting("The period.") Duration per,
    @Setting("So many responses in the whole cluster in each `per`; then people are asked.")
        int cluster) {

  public RateLimitConfig {
    InvalidSettings.check()
        .that(perAction >= 1, "perAction", "must be at least 1")
        .that(per.compareTo(Duration.ofSeconds(1)) >= 0, "per", "must be at least 1s")
        .that(cluster >= perAction, "cluster", "must be at least perAction (" + perAction + ")")
        .done();
  }

  static RateLimitConfig defaults() {
    return new RateLimitConfig(10, Duration.ofMinutes(10), 30);
  }
}
