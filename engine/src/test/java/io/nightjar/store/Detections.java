package io.nightjar.store;

import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.detect.Priority;
import io.nightjar.detect.ProcessRef;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Detections for tests. */
public final class Detections {

  public static final Instant TIME = Instant.parse("2026-03-01T03:12:09.123456789Z");

  private Detections() {}

  public static Detection of(String id) {
    return of(id, TIME);
  }

  public static Detection of(String id, Instant time) {
    return new Detection(
        id,
        "Terminal shell in container",
        Priority.NOTICE,
        "syscall",
        new TreeSet<>(List.of("shell", "container")),
        time,
        "A shell was spawned \u001b[31m\"in\" the container",
        new TreeMap<>(
            Map.of("proc.pid", 4711L, "proc.name", "bash", "evt.args", List.of("a", "b"))),
        "node-1",
        new ProcessRef(4711, 99, "bash", "/bin/bash", "bash -i", 0, List.of("runc", "systemd")),
        "a".repeat(64),
        "checkout",
        "shop/checkout:1.2",
        false,
        "uid-1",
        "checkout-7d4b9",
        "shop",
        Map.of("app", "checkout"),
        new WorkloadTarget("Deployment", "shop", "checkout", "uid-w"),
        List.of("/tmp"));
  }
}
