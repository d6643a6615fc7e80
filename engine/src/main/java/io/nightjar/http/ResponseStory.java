package io.nightjar.http;

import io.nightjar.audit.AuditRecord;
import io.nightjar.detect.Detection;
import io.nightjar.respond.Response;
import java.util.List;

/**
 * All that is known of one response.
 *
 * @param detections those that asked for it, as far as they are still stored
 * @param history every audit record of its life, oldest first
 */
public record ResponseStory(
    Response response, List<Detection> detections, List<AuditRecord> history) {

  public ResponseStory {
    detections = List.copyOf(detections);
    history = List.copyOf(history);
  }
}
