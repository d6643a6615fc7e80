package io.nightjar.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SampleResponses;
import io.nightjar.detect.Detection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MetricsTest {

  @Test
  void prometheusFindsNothingToComplainOf() throws Exception {
    try (Metrics metrics = SampleMetrics.night()) {
      assertThat(Promtool.run(metrics.page(null).text(), "check", "metrics")).isEmpty();
    }
  }

  @Test
  void theTextIsWellFormed() {
    try (Metrics metrics = SampleMetrics.night()) {
      Metrics.Page page = metrics.page("text/plain;version=0.0.4");
      assertThat(page.contentType()).startsWith("text/plain; version=0.0.4");
      Set<String> typed = new HashSet<>();
      List<String> series = new ArrayList<>();
      for (String line : page.text().lines().toList()) {
        if (line.startsWith("# TYPE ")) {
          String[] parts = line.split(" ", -1);
          assertThat(typed.add(parts[2])).as(line).isTrue();
          assertThat(parts[2].endsWith("_total")).as(line).isEqualTo(parts[3].equals("counter"));
        } else if (!line.startsWith("# HELP ")) {
          assertThat(line).matches("[a-z0-9_]+(\\{([a-z_]+=\"[^\"\\\\]*\",?)+})? [-+.0-9EINa-z]+");
          series.add(line.substring(0, line.lastIndexOf(' ')));
        }
      }
      assertThat(series).doesNotHaveDuplicates();
      assertThat(page.text())
          .contains("nightjar_detections_total{priority=\"critical\",source=\"syscall\"} 1.0\n")
          .contains(
              "nightjar_responses_total{action=\"kubernetes:isolate-pod\",state=\"succeeded\"} 2.0")
          .contains("nightjar_guard_answers_total{answer=\"deny\",guard=\"protected\"} 1.0\n")
          .contains("nightjar_queue_length{queue=\"alerts http\"} 2.0\n")
          .contains("nightjar_http_refused_total{cause=\"too-large\",port=\"http.listen\"} 4.0\n")
          .contains(
              "nightjar_http_refused_total{cause=\"unauthorized\",port=\"ingest.listen\"} 2.0")
          .contains("nightjar_ingest_alerts_total{result=\"known_before\"} 6.0\n")
          .contains("nightjar_notifications_total{channel=\"slack\",result=\"dead\"} 1.0\n")
          .contains("nightjar_queue_length{queue=\"notify slack\"} 8.0\n")
          .contains("nightjar_lost_total{place=\"session facts\"} 2.0\n")
          .contains("nightjar_other_total{name=\"something new\"} 1.0\n")
          .contains("nightjar_stage_seconds_bucket{stage=\"accepted\",le=\"0.0025\"} 0\n")
          .contains("nightjar_stage_seconds_bucket{stage=\"accepted\",le=\"0.005\"} 1\n")
          .contains("nightjar_stage_seconds_bucket{stage=\"accepted\",le=\"+Inf\"} 1\n")
          .contains("jvm_memory_used_bytes{")
          .contains("process_cpu_seconds_total ");
    }
  }

  @Test
  void whoWantsOpenMetricsGetsIt() {
    try (Metrics metrics = SampleMetrics.night()) {
      Metrics.Page page = metrics.page("application/openmetrics-text;version=1.0.0,*/*;q=0.1");
      assertThat(page.contentType()).startsWith("application/openmetrics-text");
      assertThat(page.text()).endsWith("# EOF\n");
    }
  }

  @Test
  void namesOfOthersAreCountedUpToABoundAndMadeHarmless() {
    LiveMetrics live = new LiveMetrics(3, () -> SampleMetrics.THREE);
    for (int i = 0; i < 50; i++) {
      live.detected(named("rule \u001b\"\n" + i + "x".repeat(500)));
    }
    live.detected(named("rule \u001b\"\n" + 1 + "x".repeat(500)));
    try (Metrics metrics = new Metrics(live::snapshots)) {
      List<String> rules =
          metrics
              .page(null)
              .text()
              .lines()
              .filter(line -> line.startsWith("nightjar_rule_"))
              .toList();
      assertThat(rules).hasSize(4).allSatisfy(line -> assertThat(line).hasSizeLessThan(250));
      assertThat(rules).contains("nightjar_rule_matches_total{rule=\"other\"} 47.0");
    }
  }

  @Test
  void aTimeIsCountedInItsBucket() {
    Latencies latencies = new Latencies("x_seconds", "x", "stage", "");
    latencies.add("a", "", Duration.ofMillis(1));
    latencies.add("a", "", Duration.ofMillis(-5));
    latencies.add("a", "", Duration.ofDays(1));
    try (Metrics metrics = new Metrics(() -> List.of(latencies.snapshot()))) {
      assertThat(metrics.page(null).text())
          .contains("x_seconds_bucket{stage=\"a\",le=\"0.001\"} 2\n")
          .contains("x_seconds_bucket{stage=\"a\",le=\"3600.0\"} 2\n")
          .contains("x_seconds_count{stage=\"a\"} 3\n");
    }
  }

  private static Detection named(String rule) {
    Detection like = SampleResponses.detection();
    return new Detection(
        like.id(),
        rule,
        like.priority(),
        like.source(),
        like.tags(),
        like.time(),
        like.output(),
        like.fields(),
        like.node(),
        like.process(),
        like.containerId(),
        like.containerName(),
        like.image(),
        like.privileged(),
        like.podUid(),
        like.podName(),
        like.namespace(),
        like.podLabels(),
        like.workload(),
        like.writtenDirectories());
  }
}
