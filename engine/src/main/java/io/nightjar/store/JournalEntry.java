package io.nightjar.store;

import io.nightjar.audit.Hash;
import io.nightjar.detect.Detection;
import java.nio.charset.StandardCharsets;

/**
 * A detection and what is stored of it, made before the one thread that writes has to wait for it.
 *
 * @param sha256 of the JSON, in hex, as the audit leaf carries it
 */
public record JournalEntry(Detection detection, String json, String sha256) {

  static JournalEntry of(Detection detection) {
    String json = Json.write(detection);
    return new JournalEntry(
        detection, json, Hash.sha256(json.getBytes(StandardCharsets.UTF_8)).hex());
  }
}
