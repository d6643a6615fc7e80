package io.nightjar.incident;

import io.nightjar.detect.Detection;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseQueries;
import io.nightjar.store.Json;
import io.nightjar.store.Reads;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is asked of the stored incidents. */
public final class IncidentQueries {

  private static final int DETECTIONS_AT_EACH_END = 20;

  private final Reads reads;
  private final ResponseQueries responses;

  public IncidentQueries(Reads reads) {
    this.reads = reads;
    this.responses = new ResponseQueries(reads);
  }

  /**
   * The latest first.
   *
   * @param namespace empty for all
   */
  public List<Incident> list(boolean closedToo, String namespace, int limit) {
    return reads.read(connection -> IncidentTable.list(connection, closedToo, namespace, limit));
  }

  /** Those whose latest event was not before, the earliest of these first. */
  public List<Incident> since(Instant last) {
    return reads.read(connection -> IncidentTable.since(connection, last));
  }

  /** That id, or a few that begin so. */
  public List<String> ids(String prefix) {
    return reads.read(connection -> IncidentTable.matching(connection, prefix)).stream()
        .map(Incident::id)
        .toList();
  }

  public Optional<IncidentStory> story(String id) {
    return reads.read(connection -> IncidentTable.matching(connection, id)).stream()
        .filter(incident -> incident.id().equals(id))
        .findFirst()
        .map(this::story);
  }

  /** How many of its detections happened before. */
  public long count(String id, Instant before) {
    return reads.read(connection -> IncidentTable.count(connection, id, before));
  }

  /** Its latest detections that happened before, the latest first. */
  public List<Detection> latest(String id, Instant before, int limit) {
    return reads.read(connection -> IncidentTable.latest(connection, id, before, limit)).stream()
        .map(json -> Json.read(json, Detection.class))
        .toList();
  }

  private IncidentStory story(Incident incident) {
    List<String> detections =
        reads.read(c -> IncidentTable.detections(c, incident.id(), DETECTIONS_AT_EACH_END));
    List<String> ids = reads.read(c -> IncidentTable.responses(c, incident.id()));
    List<Response> found = ids.stream().flatMap(id -> responses.find(id).stream()).toList();
    return new IncidentStory(
        incident,
        detections.stream().map(json -> Json.read(json, Detection.class)).toList(),
        found);
  }
}
