package io.nightjar;

import io.nightjar.detect.Priority;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentState;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Incidents for tests. */
public final class SampleIncidents {

  private SampleIncidents() {}

  /** An open one, {@code i-1}, of one shell. */
  public static Incident open() {
    return new Incident(
        "i-1",
        "workload:1",
        "Deployment shop/checkout",
        "shop",
        Priority.NOTICE,
        IncidentState.OPEN,
        SampleResponses.THREE,
        SampleResponses.THREE,
        1,
        new TreeMap<>(Map.of("Terminal shell in container", 1L)),
        List.of());
  }
}
