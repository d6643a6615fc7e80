package io.nightjar.observe;

import io.nightjar.Golden;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Nightjar's own metrics as others have them in their rules: a name that changes is seen here. */
class OwnMetricsTest {

  private static void check(String which, String text) {
    String own =
        text.lines()
            .filter(line -> line.contains("nightjar_"))
            .collect(Collectors.joining("\n", "", "\n"));
    Golden.check("src/test/resources/golden/metrics-of-" + which + ".txt", own);
  }

  @Test
  void ofAnEngine() {
    try (Metrics metrics = SampleMetrics.night()) {
      check("an-engine", metrics.page(null).text());
    }
  }

  @Test
  void ofAnAgent() {
    Map<String, Double> gauges = new TreeMap<>(Map.of("connected", 1.0, "spool_bytes", 4_096.0));
    check("an-agent", AgentMetrics.of(SampleMetrics.status(), gauges));
  }

  @Test
  void ofOneThatDecides() {
    try (DecidingMetrics metrics = new DecidingMetrics(SampleMetrics::status)) {
      check("one-that-decides", metrics.text());
    }
  }
}
