package io.nightjar.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The first line of a segment file: with it the file can be checked alone.
 *
 * @param origin name of the log
 * @param before the tree that its leaves are appended to
 * @param end index after its last leaf
 * @param checkpoint the signed note of the tree of {@code end} leaves
 */
record SegmentHeader(String origin, long number, Frontier before, long end, String checkpoint) {

  static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String VERSION = "nightjarAuditSegment";

  byte[] line() {
    TreeMap<String, @Nullable Object> json = new TreeMap<>();
    json.put(VERSION, 1);
    json.put("origin", origin);
    json.put("number", number);
    json.put("firstLeaf", before.size());
    json.put("endLeaf", end);
    json.put("before", before.subtrees().stream().map(Hash::hex).toList());
    json.put("checkpoint", checkpoint);
    return CanonicalJson.write(json);
  }

  /**
   * @throws IOException when the line is no such header
   */
  static SegmentHeader parse(byte[] line) throws IOException {
    JsonNode json = MAPPER.readTree(line);
    if (json.path(VERSION).asInt() != 1) {
      throw new IOException("it does not begin as a segment of an audit log");
    }
    List<Hash> subtrees = new ArrayList<>();
    try {
      json.path("before").forEach(h -> subtrees.add(Hash.of(HexFormat.of().parseHex(h.asText()))));
      return new SegmentHeader(
          json.path("origin").asText(),
          json.path("number").asLong(),
          new Frontier(json.path("firstLeaf").asLong(), subtrees),
          json.path("endLeaf").asLong(),
          json.path("checkpoint").asText());
    } catch (IllegalArgumentException e) {
      throw new IOException("its header makes no sense: " + e.getMessage(), e);
    }
  }
}
