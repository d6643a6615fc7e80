package io.nightjar.ingest.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.detect.AuditDetections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the audit policy was seen to give: how many changes of each kind of object came with their
 * body and how many without. Bounded: a client chooses neither more kinds than the API server knows
 * nor can it make this grow beyond that. Thread safe.
 */
final class AuditSeen {
  private static final int MAX_KINDS = 512;
  private static final Set<String> CHANGES = Set.of("create", "update", "patch");
  private static final int REFUSED = 300;

  private final Map<String, Bodies> byKind = new ConcurrentHashMap<>();
  private final LongAdder events = new LongAdder();
  private final LongAdder truncated = new LongAdder();
  private final LongAdder panics = new LongAdder();

  /** Changes of one kind of object that went through. */
  private record Bodies(LongAdder all, LongAdder requests, LongAdder answers) {
    Bodies() {
      this(new LongAdder(), new LongAdder(), new LongAdder());
    }
  }

  /** Counts an event before it is judged. */
  void count(JsonNode event) {
    events.increment();
    String stage = event.path("stage").asText("");
    if (stage.equals("Panic")) {
      panics.increment();
    }
    if (AuditDetections.isTruncated(event)) {
      truncated.increment();
      return;
    }
    JsonNode ref = event.path("objectRef");
    int code = event.path("responseStatus").path("code").asInt(0);
    boolean whole = ref.path("subresource").asText("").isEmpty();
    if (stage.equals("ResponseComplete")
        && whole
        && code < REFUSED
        && CHANGES.contains(event.path("verb").asText(""))) {
      bodies(ref.path("resource").asText(""), event);
    }
  }

  private void bodies(String kind, JsonNode event) {
    Bodies bodies = byKind.get(kind);
    if (bodies == null) {
      if (byKind.size() >= MAX_KINDS) {
        return;
      }
      bodies = byKind.computeIfAbsent(kind, any -> new Bodies());
    }
    bodies.all().increment();
    if (!event.path("requestObject").isMissingNode()) {
      bodies.requests().increment();
    }
    if (!event.path("responseObject").isMissingNode()) {
      bodies.answers().increment();
    }
  }

  /** Whether changes of that kind came, and never with the body that is asked for. */
  boolean neverGives(String kind, boolean request) {
    Bodies bodies = byKind.get(kind);
    return bodies != null
        && bodies.all().sum() > 0
        && (request ? bodies.requests() : bodies.answers()).sum() == 0;
  }

  long events() {
    return events.sum();
  }

  /** Events whose bodies the API server cut off. */
  long truncated() {
    return truncated.sum();
  }

  /** Requests that the API server broke down over. */
  long panics() {
    return panics.sum();
  }
}
