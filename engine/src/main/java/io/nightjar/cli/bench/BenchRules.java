package io.nightjar.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two rules that the benchmark adds: one that matches bait, and one that names a file but
 * leaves out the load generator by a name that only user space knows, so that each open of the file
 * is sent, judged, and no alert.
 */
final class BenchRules {
  static final String BAIT = "Benchmark bait";
  static final String FENCE_PREFIX = "fence.";

  private BenchRules() {}

  /**
   * Writes them into a file that has to stand before the other rules: the first that matches
   * answers an event.
   */
  static Path write(Path folder, Path bait, Path watched) throws IOException {
    return Files.writeString(
        folder.resolve("benchmark_rules.yaml"),
        """
        - rule: %s
          desc: A numbered file of the benchmark was made.
          condition: >
            evt.type in (open, openat, openat2, creat) and evt.is_open_write = true
            and fd.name startswith "%s/"
          output: bait | file=%%fd.name
          priority: NOTICE
        - rule: Benchmark watched file
          desc: Somebody but the load generator read the watched file.
          condition: >
            evt.type in (open, openat, openat2) and evt.is_open_read = true
            and fd.name = "%s" and not proc.name = nightjar-load
          output: watched | file=%%fd.name process=%%proc.name
          priority: NOTICE
        """
            .formatted(BAIT, bait, watched));
  }
}
