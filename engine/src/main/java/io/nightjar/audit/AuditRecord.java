package io.nightjar.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One leaf of the tamper-evident log.
 *
 * @param index place in the tree, from 0
 * @param responseId the response that it belongs to, or null
 * @param fields what else is to be known, by kind
 */
public record AuditRecord(
    long index,
    Instant time,
    String kind,
    @Nullable String responseId,
    String actor,
    JsonNode fields) {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** The leaf of {@code draft} at {@code index}: the bytes that are stored and hashed. */
  static byte[] leaf(long index, AuditDraft draft) {
    TreeMap<String, @Nullable Object> leaf = new TreeMap<>();
    leaf.put("actor", draft.actor());
    leaf.put("fields", draft.fields());
    leaf.put("index", index);
    leaf.put("kind", draft.kind());
    leaf.put("responseId", draft.responseId());
    leaf.put("time", draft.time().toString());
    leaf.put("version", 1);
    return CanonicalJson.write(leaf);
  }

  static @Nullable AuditRecord parseOrNull(byte @Nullable [] leaf) {
    try {
      return leaf == null ? null : parse(leaf);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * @throws IllegalArgumentException when the bytes are no leaf
   */
  public static AuditRecord parse(byte[] leaf) {
    try {
      JsonNode json = MAPPER.readTree(leaf);
      JsonNode responseId = json.path("responseId");
      return new AuditRecord(
          json.required("index").longValue(),
          Instant.parse(json.required("time").textValue()),
          json.required("kind").textValue(),
          responseId.isTextual() ? responseId.textValue() : null,
          json.required("actor").textValue(),
          json.required("fields"));
    } catch (IOException | DateTimeException | NullPointerException e) {
      throw new IllegalArgumentException("these bytes are no audit leaf", e);
    }
  }
}
