package io.nightjar.cli.capture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.nightjar.cli.capture.BoundedLines.Line;
import io.nightjar.ingest.kubernetes.KubernetesAuditEntry;
import io.nightjar.ingest.kubernetes.KubernetesAuditEntry.Bad;
import io.nightjar.ingest.kubernetes.KubernetesAuditReader;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * An audit log as the API server writes it, an event a line; a line may also be a list of events,
 * as it sends them to a webhook. A line that is neither is told, and the next one is read.
 */
final class KubernetesAuditLines implements KubernetesAuditReader {
  private static final JsonMapper JSON = KubernetesAuditReader.mapper();

  private final BoundedLines lines;
  private final Queue<KubernetesAuditEntry> ready = new ArrayDeque<>();

  KubernetesAuditLines(InputStream in) {
    lines = new BoundedLines(in);
  }

  @Override
  public @Nullable KubernetesAuditEntry next() throws IOException {
    while (ready.isEmpty()) {
      Line line = lines.next();
      if (line == null) {
        return null;
      }
      if (line.tooLong()) {
        ready.add(Bad.tooLong(line.number()));
      } else if (!line.isBlank()) {
        take(line);
      }
    }
    return ready.remove();
  }

  private void take(Line line) {
    JsonNode json;
    try {
      json = JSON.readTree(line.bytes());
    } catch (IOException broken) {
      // not JSON, or not even text
      ready.add(Bad.of(line.number(), broken));
      return;
    }
    JsonNode items = json.path("items");
    if (json.isArray() || items.isArray()) {
      for (JsonNode item : json.isArray() ? json : items) {
        ready.add(KubernetesAuditEntry.of(line.number(), item));
      }
    } else {
      ready.add(KubernetesAuditEntry.of(line.number(), json));
    }
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
