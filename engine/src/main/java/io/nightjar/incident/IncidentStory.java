package io.nightjar.incident;

import io.nightjar.detect.Detection;
import io.nightjar.respond.Response;
import java.util.List;

/**
 * All that is known of one incident.
 *
 * @param detections the first and the last ones; {@link Incident#detections} says how many there
 *     are
 * @param responses in the order in which they were asked for
 */
public record IncidentStory(
    Incident incident, List<Detection> detections, List<Response> responses) {
  public IncidentStory {
    detections = List.copyOf(detections);
    responses = List.copyOf(responses);
  }
}
