package io.nightjar.export;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.nightjar.audit.AuditLeaves.Leaf;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.Hash;
import io.nightjar.detect.Detection;
import io.nightjar.store.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Adds to a leaf what belongs to it: to a detection what the journal says of its process and
 * container, if the hash in the leaf vouches for it; to a step of a response what was asked for.
 */
final class FactFinder implements AutoCloseable {

  /** Steps of one response come close to each other; older ones are looked up again. */
  private static final int ASKED_AT_MOST = 4_096;

  private static final String REQUESTED = "response.requested";

  private final PreparedStatement detections;
  private final PreparedStatement requests;
  private final Map<String, JsonNode> asked =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, JsonNode> eldest) {
          return size() > ASKED_AT_MOST;
        }
      };

  FactFinder(Connection connection) throws SQLException {
    detections = connection.prepareStatement("SELECT json FROM detections WHERE id = ?");
    requests =
        connection.prepareStatement(
            "SELECT leaf FROM audit_leaves WHERE response_id = ? AND kind = '" + REQUESTED + "'");
  }

  LeafFacts facts(Leaf leaf, AuditRecord record) throws SQLException {
    if (record.kind().equals("detection.accepted")) {
      return new LeafFacts(leaf, record, detection(record), MissingNode.getInstance());
    }
    String response = record.responseId();
    if (response == null) {
      return LeafFacts.of(leaf, record);
    }
    if (record.kind().equals(REQUESTED)) {
      asked.put(response, record.fields());
    }
    return new LeafFacts(leaf, record, null, asked(response));
  }

  private @Nullable Detection detection(AuditRecord record) throws SQLException {
    detections.setString(1, record.fields().path("id").asText());
    try (ResultSet row = detections.executeQuery()) {
      if (!row.next()) {
        return null;
      }
      String json = row.getString(1);
      String hash = Hash.sha256(json.getBytes(StandardCharsets.UTF_8)).hex();
      return hash.equals(record.fields().path("sha256").asText())
          ? Json.read(json, Detection.class)
          : null;
    }
  }

  private JsonNode asked(String response) throws SQLException {
    JsonNode known = asked.get(response);
    if (known != null) {
      return known;
    }
    requests.setString(1, response);
    try (ResultSet row = requests.executeQuery()) {
      JsonNode found =
          row.next() ? AuditRecord.parse(row.getBytes(1)).fields() : MissingNode.getInstance();
      asked.put(response, found);
      return found;
    }
  }

  @Override
  public void close() throws SQLException {
    detections.close();
    requests.close();
  }
}
