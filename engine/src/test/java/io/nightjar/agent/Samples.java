package io.nightjar.agent;

import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Detections as a sensor makes them. */
final class Samples {

  private Samples() {}

  static Detection detection(String id, Priority priority) {
    return new Detection(
        id,
        "Terminal shell in container",
        priority,
        "syscall",
        new TreeSet<>(List.of("shell")),
        Instant.parse("2026-11-20T03:00:00.123456789Z"),
        "a shell",
        new TreeMap<>(Map.of("proc.name", "sh")),
        "node-1",
        null,
        "",
        "",
        "",
        false,
        "",
        "",
        "",
        Map.of(),
        null,
        List.of());
  }
}
