package io.nightjar.detect;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.rules.AuditEvent;
import io.nightjar.rules.Match;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Detections of the API server's audit log. It names what was touched and gives no UID, so there is
 * a namespace, sometimes a pod's name, and never a pod, workload or process to act on.
 */
public final class AuditDetections {

  private AuditDetections() {}

  public static Detection of(AuditEvent event, Match match) {
    JsonNode object = event.json().path("objectRef");
    boolean pod = object.path("resource").asText("").equals("pods");
    return new Detection(
        DetectionId.of(
            event.identity(),
            match.rule().name(),
            match.rule().source(),
            event.time(),
            0,
            match.output()),
        match.rule().name(),
        Priority.valueOf(match.rule().priority().name()),
        match.rule().source(),
        new TreeSet<>(match.rule().tags()),
        event.time(),
        match.output(),
        new TreeMap<>(match.fields()),
        "",
        null,
        "",
        "",
        "",
        false,
        "",
        pod ? object.path("name").asText("") : "",
        object.path("namespace").asText(""),
        Map.of(),
        null,
        List.of());
  }
}
