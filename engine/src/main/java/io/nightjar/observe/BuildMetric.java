package io.nightjar.observe;

import io.nightjar.http.Status;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;

/** Which Nightjar this is, the same for an engine, an agent and one that decides. */
final class BuildMetric {

  private BuildMetric() {}

  static InfoSnapshot of(Status status) {
    return InfoSnapshot.builder()
        .name("nightjar_build")
        .help("Which Nightjar this is, and in which mode.")
        .dataPoint(
            InfoSnapshot.InfoDataPointSnapshot.builder()
                .labels(Labels.of("version", status.version(), "mode", status.mode()))
                .build())
        .build();
  }
}
