package io.nightjar.cli.capture;

import io.nightjar.cli.Paint;
import io.nightjar.cli.PlainText;
import io.nightjar.cli.Table;
import io.nightjar.config.Durations;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What a replay says when it is done, in plain words. */
final class ReplaySummary {
  private final ReplayCount count;
  private final Paint paint;

  ReplaySummary(ReplayCount count, Paint paint) {
    this.count = count;
    this.paint = paint;
  }

  /**
   * @param took how long the replay itself was
   */
  String render(int files, Duration took) {
    List<String> lines = new ArrayList<>();
    long events = count.events();
    lines.add(
        paint.bold(amount(events, "event"))
            + (files > 1 ? " of " + files + " files" : "")
            + (events == 0 ? "" : span())
            + ", replayed in "
            + Durations.format(took));
    alerts(lines);
    if (count.losses() > 0) {
      lines.add(
          paint.yellow(amount(count.losses(), "event") + " lost")
              + " while it was captured: an alert may be missing");
    }
    if (!count.skipped().isEmpty()) {
      lines.add("skipped, because no rule can be about them: " + list(count.skipped()));
    }
    if (count.failures() > 0) {
      lines.add(paint.red(amount(count.failures(), "event") + " could not be judged"));
    }
    return String.join("\n", lines) + "\n";
  }

  /** Events by type, the most frequent first. */
  String stats() {
    Table table = new Table("EVENT", "COUNT");
    count.byName().entrySet().stream()
        .sorted((one, other) -> Long.compare(other.getValue(), one.getValue()))
        .forEach(
            entry ->
                table.add(
                    Table.Cell.of(PlainText.of(entry.getKey())),
                    Table.Cell.of(String.valueOf(entry.getValue()))));
    return table.render(paint);
  }

  private String span() {
    var first = Nanos.instant(count.first()).truncatedTo(ChronoUnit.MILLIS);
    var last = Nanos.instant(count.last()).truncatedTo(ChronoUnit.MILLIS);
    return " from "
        + first
        + " to "
        + last
        + " ("
        + Durations.format(Duration.between(first, last))
        + ")";
  }

  private void alerts(List<String> lines) {
    long alerts = count.alerts().values().stream().mapToLong(Long::longValue).sum();
    if (alerts == 0) {
      lines.add("no alert");
      return;
    }
    String priorities =
        count.priorities().entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey().displayName())
            .collect(Collectors.joining(", "));
    lines.add(paint.bold(amount(alerts, "alert")) + ": " + priorities);
    int width =
        count.alerts().values().stream().mapToInt(n -> n.toString().length()).max().orElse(1);
    count
        .alerts()
        .forEach(
            (rule, number) ->
                lines.add(
                    "  "
                        + " ".repeat(width - number.toString().length())
                        + number
                        + "  "
                        + PlainText.of(rule)));
  }

  private static String list(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(entry -> PlainText.of(entry.getKey()) + " " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  static String amount(long number, String what) {
    return amount(number, what, what + "s");
  }

  static String amount(long number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }
}
