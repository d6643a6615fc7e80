package io.nightjar.http;

import io.nightjar.audit.AuditLog;
import io.nightjar.audit.AuditProofs;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditRecords;
import io.nightjar.audit.AuditReport;
import io.nightjar.audit.AuditVerifier;
import io.nightjar.audit.Checkpoint;
import io.nightjar.audit.ConsistencyProof;
import io.nightjar.audit.InclusionProof;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.audit.VerifierKey;
import io.nightjar.detect.Detection;
import io.nightjar.incident.IncidentQueries;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseQueries;
import io.nightjar.store.Json;
import io.nightjar.store.Reads;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Everything that is asked of the store alone: by the control API, and while no engine runs. */
public final class StoredFacts {

  /** How far back the responses of one playbook are looked for. */
  private static final int LOOKED_THROUGH = 10_000;

  private final Reads reads;
  private final ResponseQueries responses;
  private final IncidentQueries incidents;

  public StoredFacts(Reads reads) {
    this.reads = reads;
    this.responses = new ResponseQueries(reads);
    this.incidents = new IncidentQueries(reads);
  }

  /**
   * The newest first.
   *
   * @param playbook empty for all
   */
  public List<Response> responses(ResponseFilter filter, String playbook) {
    if (playbook.isEmpty()) {
      return responses.list(filter);
    }
    ResponseFilter wide = new ResponseFilter(filter.states(), filter.namespace(), LOOKED_THROUGH);
    return responses.list(wide).stream()
        .filter(response -> response.request().playbook().equals(playbook))
        .limit(filter.limit())
        .toList();
  }

  public IncidentQueries incidents() {
    return incidents;
  }

  /** That id, or a few that start so. */
  public List<String> responseIds(String prefix) {
    return responses.matching(prefix).stream().map(Response::id).toList();
  }

  public Optional<ResponseStory> story(String id) {
    return responses
        .find(id)
        .map(
            response ->
                new ResponseStory(
                    response,
                    detections(response.request().detectionIds()),
                    responses.history(response.id())));
  }

  private List<Detection> detections(List<String> ids) {
    return reads.read(
        connection -> {
          List<Detection> found = new ArrayList<>();
          try (PreparedStatement select =
              connection.prepareStatement("SELECT json FROM detections WHERE id = ?")) {
            for (String id : ids) {
              select.setString(1, id);
              addAll(select, found);
            }
          }
          return found;
        });
  }

  /** The detection of that id, or else those whose id begins so, a few at most. */
  public List<Detection> detectionsOf(String idOrPrefix) {
    List<Detection> exact = detections(List.of(idOrPrefix));
    return !exact.isEmpty() || idOrPrefix.isEmpty()
        ? exact
        : reads.read(
            connection -> {
              List<Detection> found = new ArrayList<>();
              try (PreparedStatement select =
                  connection.prepareStatement(
                      "SELECT json FROM detections WHERE substr(id, 1, ?) = ? ORDER BY seq"
                          + " LIMIT 6")) {
                select.setInt(1, idOrPrefix.length());
                select.setString(2, idOrPrefix);
                addAll(select, found);
              }
              return found;
            });
  }

  /** What a request became, or the response that it was joined to. */
  public Optional<Response> requested(String requestId) {
    return responses.requested(requestId);
  }

  /** The newest first. */
  public List<Detection> detections(int limit) {
    return reads.read(
        connection -> {
          List<Detection> found = new ArrayList<>();
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT json FROM detections ORDER BY seq DESC LIMIT ?")) {
            select.setInt(1, limit);
            addAll(select, found);
          }
          return found;
        });
  }

  private static void addAll(PreparedStatement select, List<Detection> found) throws SQLException {
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        found.add(Json.read(rows.getString(1), Detection.class));
      }
    }
  }

  /** Leaves from {@code from} on, oldest first. */
  public List<AuditRecord> audit(long from, int limit) {
    return reads.read(connection -> AuditRecords.from(connection, from, limit));
  }

  /** The last leaves, oldest first. */
  public List<AuditRecord> lastAudit(int count) {
    return reads.read(connection -> AuditRecords.last(connection, count));
  }

  /**
   * @param first the first key of the log
   * @param kept notes of checkpoints that were kept elsewhere
   */
  public AuditReport verify(VerifierKey first, List<String> kept, SegmentFolder segments) {
    return reads.read(connection -> AuditVerifier.verify(connection, first, kept, segments));
  }

  /**
   * @throws IndexOutOfBoundsException when no checkpoint covers such a leaf
   * @throws AuditProofs.SegmentAbsent when the segment that holds it is not at hand
   */
  public InclusionProof proof(long index, SegmentFolder segments) {
    return reads.read(connection -> AuditProofs.inclusion(connection, segments, index));
  }

  /**
   * @param to size of a checkpoint, or -1 for the newest
   * @throws IndexOutOfBoundsException when there is none of that size, or it is smaller
   */
  public ConsistencyProof consistency(long from, long to, SegmentFolder segments) {
    return reads.read(connection -> AuditProofs.consistency(connection, segments, from, to));
  }

  /** For each rotation of the audit key the proof that the key before it signed. */
  public List<InclusionProof> keyChain() {
    return reads.read(AuditProofs::keyChain);
  }

  /** The newest signed checkpoint; empty while there is none. */
  public Optional<Checkpoint> checkpoint() {
    return reads.read(connection -> Optional.ofNullable(AuditLog.lastCheckpoint(connection)));
  }
}
