package io.nightjar.cli.bench;

import io.nightjar.cli.Paint;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The figures of {@link DriverReport} for a terminal of a hundred columns. */
final class DriverTable {
  private static final String GROUPS =
      "            CPU of the load, times off   agent CPU, s/M events         thousands of events";
  private static final String COLUMNS =
      "            median  min-max    wall      JVM  reader  Falco    seen  filt'd    sent   lost"
          + " alerts";

  private final Paint paint;
  private final StringBuilder text = new StringBuilder();

  DriverTable(Paint paint) {
    this.paint = paint;
  }

  String render(DriverReport report) {
    line(
        String.format(
            Locale.ROOT,
            "%d rules; load in %s; medians of %d rounds of %s s, interleaved",
            report.rules(),
            report.where(),
            report.rounds(),
            plain(report.durationSeconds())));
    for (DriverReport.Section section : report.loads()) {
      section(section);
    }
    goals(report);
    return text.toString();
  }

  private void section(DriverReport.Section section) {
    text.append('\n').append(paint.bold(section.title())).append('\n');
    text.append(paint.dim(GROUPS)).append('\n');
    text.append(paint.dim(COLUMNS)).append('\n');
    line(
        String.format(
            Locale.ROOT,
            "  off         %s a round",
            time(section.row(Sending.OFF).cpuNanos().median())));
    row(section, section.row(Sending.EVERYTHING));
    row(section, section.row(Sending.PUSHDOWN));
    FalcoFigures falco = section.falco();
    if (falco.agentSeconds() != null) {
      line(
          String.format(
              Locale.ROOT,
              "  Falco       %s %10s %12s",
              falco.slowDown() == null ? "     " : " " + ratio(falco.slowDown().median()),
              falco.slowDown() == null ? "" : range(falco.slowDown()),
              String.format(Locale.ROOT, "%11.2f", falco.agentSeconds())));
    }
  }

  private void row(DriverReport.Section section, DriverRow row) {
    line(
        String.format(
            Locale.ROOT,
            "  %-10s  %5s %10s  %5s  %8s %7s %6s  %6s %7s %7s %6s %6s",
            row.sending().word(),
            ratio(row.cpuRatio().median()),
            range(row.cpuRatio()),
            ratio(row.wallRatio().median()),
            seconds(row.agentSeconds().median()),
            seconds(row.sensorSeconds().median()),
            ofFalco(row.agentSeconds().median(), section.falco().agentSeconds()),
            thousands(row.seen()),
            thousands(row.filtered()),
            thousands(row.delivered()),
            thousands(row.lost()),
            thousands(row.alerts())));
  }

  private void goals(DriverReport report) {
    DriverReport.Section uncared = report.section(DriverLoads.UNCARED);
    double share =
        uncared.row(Sending.PUSHDOWN).agentSeconds().median()
            / uncared.row(Sending.EVERYTHING).agentSeconds().median();
    DriverReport.Section uncaptured = report.section(DriverLoads.UNCAPTURED);
    text.append('\n').append(paint.bold("goals")).append('\n');
    goal("agent CPU of a load no rule cares about, of sending all", share, 0.1, "");
    for (DriverReport.Section section : report.loads()) {
      FalcoFigures falco = section.falco();
      DriverRow row = section.row(Sending.PUSHDOWN);
      if (falco.agentSeconds() != null) {
        goal(
            section.load() + ": agent CPU, of Falco's",
            row.agentSeconds().median() / falco.agentSeconds(),
            0.2,
            "");
      }
      if (falco.slowDown() != null) {
        goal(
            section.load() + ": what the load is slowed, of Falco's",
            (row.cpuRatio().median() - 1) / (falco.slowDown().median() - 1),
            0.2,
            "");
      }
    }
    goal(
        "a call that no rule can name, of Falco's 131 ns",
        uncaptured.row(Sending.PUSHDOWN).addedNanos().median() / FalcoFigures.UNCAPTURED_NANOS,
        0.2,
        String.format(
            Locale.ROOT, "%+.0f ns", uncaptured.row(Sending.PUSHDOWN).addedNanos().median()));
    line(
        String.format(
            Locale.ROOT,
            "  %-58s %6.2f s   Falco %.1f s",
            "start of the agent to its first alert",
            report.firstAlertSeconds(),
            FalcoFigures.START_SECONDS));
    line(
        String.format(
            Locale.ROOT,
            "  %-58s %6.0f MB  Falco %.0f MB",
            "memory of the agent (RSS)",
            report.residentMegabytes(),
            FalcoFigures.RESIDENT_MEGABYTES));
    text.append('\n').append("Falco: ").append(FalcoFigures.WHICH).append(".\n");
    text.append("An open and a close count as two events, a fork+exec and a connect as one.\n");
  }

  private void goal(String what, double value, double limit, String note) {
    String verdict = value <= limit ? paint.green("reached") : paint.yellow("missed ");
    line(
        String.format(
            Locale.ROOT,
            "  %-58s %6.3f  %s (at most %.1f)%s",
            what,
            value,
            verdict,
            limit,
            note.isEmpty() ? "" : "  " + note));
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append('\n');
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private static String range(Spread spread) {
    return String.format(Locale.ROOT, "%.2f-%.2f", spread.min(), spread.max());
  }

  private static String seconds(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }

  private static String ofFalco(double value, @Nullable Double falco) {
    return falco == null ? "" : String.format(Locale.ROOT, "%.3f", value / falco);
  }

  private static String thousands(long count) {
    return count == 0 ? "0" : String.format(Locale.ROOT, "%.1f", count / 1000.0);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String time(double nanos) {
    return nanos < 1_000
        ? String.format(Locale.ROOT, "%.0f ns", nanos)
        : String.format(Locale.ROOT, "%.2f us", nanos / 1_000);
  }
}
