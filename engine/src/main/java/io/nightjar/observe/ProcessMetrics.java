package io.nightjar.observe;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * This process under the names by which Prometheus knows processes; where there is no Linux, less.
 */
final class ProcessMetrics {

  private static final double MILLIS = 1_000;
  private static final String RESIDENT = "VmRSS:";

  private ProcessMetrics() {}

  /**
   * @param process its folder in /proc
   */
  static List<MetricSnapshot> of(String process) {
    List<MetricSnapshot> all = new ArrayList<>();
    ProcessHandle.current()
        .info()
        .totalCpuDuration()
        .ifPresent(
            time ->
                all.add(
                    Snapshots.counter(
                        "process_cpu_seconds", "Time on a processor.", time.toMillis() / MILLIS)));
    try {
      for (String line : Files.readAllLines(Path.of(process, "status"))) {
        if (line.startsWith(RESIDENT)) {
          all.add(resident(line));
        }
      }
    } catch (IOException e) {
      // no Linux: it is not told
    }
    return all;
  }

  private static GaugeSnapshot resident(String line) {
    long kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
    return Snapshots.gauge(
        "process_resident_memory_bytes",
        "Memory that is in use and not swapped out.",
        kilobytes * 1_024.0);
  }
}
