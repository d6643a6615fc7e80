package io.nightjar.rehearse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.actions.WorkloadTarget;
import io.nightjar.detect.Detection;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.Mode;
import io.nightjar.playbook.CompiledPlaybooks;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestTest {

  private static final String ISOLATE =
      """
      rule "a shell"
      when
        $d : Detection( rule == "Terminal shell in container" )
      then
        respond.to($d).isolatePod().because("shell {process.name} in {pod}").undoAfter("1h");
      end
      """;
  private static final String HOSTILE = "</text><script>alert(1)</script>\"'\u202e";

  @TempDir Path temp;

  private Backtested run(PastDetections past) throws Exception {
    CompiledPlaybooks playbooks = Past.playbooks(temp, Map.of("shell", ISOLATE));
    Backtest.Span span = new Backtest.Span(Instant.MIN, null, Duration.ofHours(2));
    return new Backtest(span, (read, at) -> {})
        .run(Past.what(playbooks, GateSettings.of(Mode.ENFORCE)), Assumptions.UNANSWERED, past);
  }

  private static PastDetections of(List<Detection> detections) {
    return taker -> detections.forEach(taker::take);
  }

  private static Detection hostile(Detection plain) {
    return new Detection(
        plain.id(),
        plain.rule(),
        plain.priority(),
        plain.source(),
        plain.tags(),
        plain.time(),
        HOSTILE,
        plain.fields(),
        HOSTILE,
        plain.process(),
        plain.containerId(),
        HOSTILE,
        HOSTILE,
        false,
        plain.podUid(),
        HOSTILE,
        HOSTILE,
        Map.of(),
        new WorkloadTarget("Deployment", HOSTILE, HOSTILE, "uid"),
        List.of());
  }

  @Test
  void whatAnAttackerNamedIsShownOnThePageAndDoesNothing() throws Exception {
    StringWriter page = new StringWriter();
    try (Backtested result = run(of(List.of(hostile(Past.shell("d1", 1, Duration.ZERO)))));
        PrintWriter out = new PrintWriter(page)) {
      BacktestPage.write(result, ZoneOffset.UTC, out);
    }
    assertThat(page.toString())
        .contains("&lt;script&gt;alert(1)", "Content-Security-Policy", "default-src 'none'")
        .doesNotContain("<script", "\u202e", "http://", "https://", " src=", "url(");
    assertThat(page.toString().split("<svg", -1)).hasSize(2);
    assertThat(page.toString().split("</svg", -1)).hasSize(2);
  }

  @Test
  void entriesStandInTheOrderInWhichTheyWereAskedFor() throws Exception {
    List<Detection> past = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      past.add(Past.shell("d" + i, i, Duration.ofSeconds(11L * i)));
    }
    List<Long> numbers = new ArrayList<>();
    List<Instant> times = new ArrayList<>();
    try (Backtested result = run(of(past))) {
      result
          .entries()
          .each(
              entry -> {
                numbers.add(entry.number());
                return times.add(entry.at());
              });
      // ten of an action in ten minutes, in six times ten minutes; people are asked for the others
      assertThat(result.summary().ends()).containsEntry("undone", 60L);
    }
    assertThat(numbers).hasSize(300).isSorted();
    assertThat(times).isSorted();
  }

  @Test
  void aPastThatCannotBeReadEndsTheRehearsal() {
    assertThatThrownBy(
            () ->
                run(
                    taker -> {
                      throw new IOException("gone");
                    }))
        .hasMessage("gone");
  }

  @Test
  void whatNobodyLooksAtIsCountedAndCostsNoSession() throws Exception {
    List<Detection> past = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      past.add(Past.detection("d" + i, "Nobody", 1, Duration.ofMillis(i)));
    }
    try (Backtested result = run(of(past))) {
      assertThat(result.summary().counts().passedOver()).isEqualTo(20_000);
      assertThat(result.summary().rulings().sum()).isZero();
      assertThat(result.entries().size()).isZero();
    }
  }
}
