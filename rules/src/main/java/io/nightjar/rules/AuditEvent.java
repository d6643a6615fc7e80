package io.nightjar.rules;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * One event of the Kubernetes API server's audit log ({@code audit.k8s.io/v1 Event}). Everything in
 * it but user, groups and decision may be a client's choice, so its texts are hostile.
 *
 * @param json the event as the API server wrote it
 * @param time when the stage was reached
 */
public record AuditEvent(JsonNode json, Instant time) {
  private static final long NANOS = 1_000_000_000L;

  /**
   * Takes over an event.
   *
   * @return null if it is no audit event: it has no {@code auditID}, no {@code stage}, or no time
   */
  public static @Nullable AuditEvent of(JsonNode json) {
    String id = json.path("auditID").asText("");
    String stage = json.path("stage").asText("");
    String time = json.path("stageTimestamp").asText(json.path("timestamp").asText(""));
    if (id.isEmpty() || stage.isEmpty()) {
      return null;
    }
    try {
      return new AuditEvent(json, Instant.parse(time));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Nanoseconds since the epoch. */
  public long timeNanos() {
    return time.getEpochSecond() * NANOS + time.getNano();
  }

  /** Names the event: the same request reaches several stages. */
  public String identity() {
    return json.path("auditID").asText() + "/" + json.path("stage").asText();
  }
}
