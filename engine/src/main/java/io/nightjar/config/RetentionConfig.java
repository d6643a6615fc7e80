package io.nightjar.config;

import io.nightjar.upkeep.RetentionSettings;
import java.time.Duration;

/** How long the store keeps what is over; what is still needed stays however old it is. */
public record RetentionConfig(
    @Setting("Detections, but those of incidents that are not closed.") Duration detections,
    @Setting("Responses that are finished and cannot be undone, with their timers.")
        Duration responses,
    @Setting("Closed incidents, once their responses and detections are gone.") Duration incidents,
    @Setting("What budgets and `coolDown` are counted from; at least `budgets.per`.") Duration acts,
    @Setting("How often the store is tidied.") Duration every,
    @Setting("What becomes of old leaves of the audit log.") AuditRetentionConfig audit) {

  private static final Duration DAY = Duration.ofDays(1);

  public RetentionConfig {
    InvalidSettings.check()
        .that(detections.compareTo(DAY) >= 0, "detections", "must be at least 1d")
        .that(responses.compareTo(DAY) >= 0, "responses", "must be at least 1d")
        .that(incidents.compareTo(DAY) >= 0, "incidents", "must be at least 1d")
        .that(acts.compareTo(DAY) >= 0, "acts", "must be at least 1d")
        .that(every.compareTo(Duration.ofMinutes(1)) >= 0, "every", "must be at least 1m")
        .done();
  }

  static RetentionConfig defaults() {
    return new RetentionConfig(
        Duration.ofDays(90),
        Duration.ofDays(365),
        Duration.ofDays(365),
        Duration.ofDays(30),
        Duration.ofHours(6),
        AuditRetentionConfig.defaults());
  }

  public RetentionSettings settings() {
    return new RetentionSettings(detections, responses, incidents, acts, every);
  }
}
