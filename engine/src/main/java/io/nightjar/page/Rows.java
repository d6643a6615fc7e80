package io.nightjar.page;

import io.nightjar.detect.Detection;
import io.nightjar.incident.Incident;
import io.nightjar.respond.Response;
import java.time.Instant;
import java.util.List;

/** Responses, incidents and detections as a line of a list. */
final class Rows {

  private final Words words;
  private final PageTimes times;

  Rows(PageParts parts) {
    this.words = new Words(parts.actions());
    this.times = parts.times();
  }

  /**
   * One line.
   *
   * @param badge the state, in a word
   * @param tone class of the badge
   * @param more the second line
   * @param ago how long it is since then, or how much time is left
   */
  record Row(
      String id,
      String href,
      String title,
      String on,
      String badge,
      String tone,
      String more,
      Moment at,
      String ago) {}

  List<Row> responses(List<Response> responses) {
    return responses.stream().map(this::row).toList();
  }

  Row row(Response response) {
    Instant expires = response.expiresAt();
    return new Row(
        response.id(),
        Links.response(response.id()),
        words.action(response.request().actionId()),
        response.request().target().describe(),
        Words.state(response),
        Words.tone(response.state()),
        response.request().because(),
        times.of(response.updatedAt()),
        expires == null ? times.ago(response.updatedAt()) : times.left(expires) + " left");
  }

  List<Row> incidents(List<Incident> incidents) {
    return incidents.stream().map(this::row).toList();
  }

  private Row row(Incident incident) {
    String rules = String.join(", ", incident.rules().keySet());
    return new Row(
        incident.id(),
        Links.incident(incident.id()),
        incident.about(),
        "",
        Words.lower(incident.severity()),
        Severity.tone(incident.severity()),
        incident.state().words()
            + ", "
            + incident.detections()
            + (incident.detections() == 1 ? " detection: " : " detections: ")
            + rules,
        times.of(incident.lastAt()),
        times.ago(incident.lastAt()));
  }

  List<Row> detections(List<Detection> detections) {
    return detections.stream().map(this::row).toList();
  }

  Row row(Detection detection) {
    return new Row(
        detection.id(),
        Links.detection(detection.id()),
        detection.rule(),
        place(detection),
        Words.lower(detection.priority()),
        Severity.tone(detection.priority()),
        detection.output(),
        times.of(detection.time()),
        times.ago(detection.time()));
  }

  /** Where it happened, as short as it is clear. */
  static String place(Detection detection) {
    return detection.podName().isEmpty()
        ? detection.containerId().isEmpty()
            ? "node " + detection.node()
            : "container " + detection.containerName() + " on " + detection.node()
        : "pod " + detection.namespace() + "/" + detection.podName();
  }
}
