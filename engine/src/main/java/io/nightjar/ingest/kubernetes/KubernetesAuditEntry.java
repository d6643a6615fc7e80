package io.nightjar.ingest.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.nightjar.rules.AuditEvent;
import java.io.IOException;

/** What stands in a Kubernetes audit log: an event, or something where one should be. */
public sealed interface KubernetesAuditEntry {

  /** An event. */
  record Event(AuditEvent event) implements KubernetesAuditEntry {}

  /**
   * Something that is no event.
   *
   * @param line where it begins, from 1
   * @param reason quotes what was met, so it is hostile text
   */
  record Bad(long line, String reason) implements KubernetesAuditEntry {
    public static Bad of(long line, IOException broken) {
      String message =
          switch (broken) {
            case MismatchedInputException trailing -> "more than one value in a line";
            case JsonProcessingException json -> json.getOriginalMessage();
            default -> String.valueOf(broken.getMessage());
          };
      return new Bad(line, "no JSON: " + message);
    }

    public static Bad tooLong(long line) {
      return new Bad(
          line, "longer than " + (KubernetesAuditReader.MAX_EVENT_BYTES >> 20) + ".0 MiB");
    }
  }

  public static KubernetesAuditEntry of(long line, JsonNode json) {
    AuditEvent event = AuditEvent.of(json);
    return event == null
        ? new Bad(line, "no audit event: it lacks auditID, stage, or the time of its stage")
        : new Event(event);
  }
}
