package io.nightjar.cli;

import io.nightjar.fleet.AgentView;
import io.nightjar.http.Status;
import io.nightjar.incident.Incident;
import io.nightjar.notify.Notices;
import io.nightjar.respond.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The picture of {@code nightjar top}: how it is, what waits for a person, what is open, what was
 * done. What is asked of somebody comes first and has as much room as it needs.
 */
final class TopView {

  /** A heading, the names of the columns, and an empty line before. */
  private static final int AROUND_A_TABLE = 3;

  /** What is open and what was done can always be seen. */
  private static final int ROWS_AT_LEAST = 3;

  private final Paint paint;
  private final Times times;
  private final Hints hints;
  private final Screen.Size size;

  TopView(Shell shell, Hints hints, Screen.Size size) {
    this.hints = hints;
    this.paint = shell.paint();
    this.times = new Times(shell.zone());
    this.size = size;
  }

  /** Lines from the top; more than fit only on a very small screen. */
  List<String> of(TopFacts facts) {
    List<String> lines = new ArrayList<>(head(facts));
    int others = 2 * (AROUND_A_TABLE + ROWS_AT_LEAST);
    waiting(lines, facts, Math.max(ROWS_AT_LEAST, left(lines) - AROUND_A_TABLE - others));
    int half = (left(lines) - 2 * AROUND_A_TABLE) / 2;
    incidents(lines, facts.incidents(), Math.max(ROWS_AT_LEAST, half));
    latest(lines, facts.latest(), Math.max(ROWS_AT_LEAST, left(lines) - AROUND_A_TABLE));
    return lines;
  }

  private int left(List<String> lines) {
    return size.rows() - lines.size();
  }

  private List<String> head(TopFacts facts) {
    Status status = facts.status();
    List<String> lines = new ArrayList<>();
    lines.add(
        paint.bold("nightjar on " + plain(status.node()))
            + "  "
            + times.full(status.now())
            + "  "
            + mode(status)
            + "  "
            + cluster(status.cluster())
            + calendars(status));
    lines.add(sensor(facts) + agents(facts.agents()));
    if (!status.leadership().leads()) {
      lines.add(paint.red("this engine STANDS BY; another one decides and acts"));
    }
    if (status.killSwitch().on()) {
      lines.add(plain("kill switch: " + status.killSwitch().why()));
    }
    lost(lines, status.losses());
    status
        .broken()
        .forEach((what, why) -> lines.add(paint.red(plain("LOOK AT " + what + ": " + why))));
    return lines;
  }

  private String mode(Status status) {
    return status.killSwitch().on()
        ? paint.red("KILL SWITCH IS ON, nothing is done")
        : plain("mode " + status.mode());
  }

  private String cluster(Status.Cluster cluster) {
    String name = plain(cluster.practice() ? "practice cluster" : "cluster " + cluster.name());
    return cluster.reachable() ? name : paint.red(name + " NOT REACHABLE");
  }

  private static String calendars(Status status) {
    List<String> on =
        status.calendars().entrySet().stream()
            .filter(Map.Entry::getValue)
            .map(Map.Entry::getKey)
            .toList();
    return on.isEmpty() ? "" : "  " + PlainText.of(String.join(", ", on));
  }

  private String sensor(TopFacts facts) {
    List<String> parts = new ArrayList<>();
    for (Status.Source source : facts.status().sources()) {
      String text = plain(source.name()) + (source.on() ? " on" : " OFF");
      parts.add(source.on() ? text : paint.yellow(text));
    }
    facts
        .eventsPerSecond()
        .ifPresent(rate -> parts.add(String.format(Locale.ROOT, "%,.0f events a second", rate)));
    return String.join(", ", parts);
  }

  private String agents(List<AgentView> agents) {
    if (agents.isEmpty()) {
      return "";
    }
    List<String> silent = agents.stream().filter(AgentView::silent).map(AgentView::node).toList();
    return ", "
        + agents.size()
        + (agents.size() == 1 ? " agent" : " agents")
        + (silent.isEmpty()
            ? ""
            : ", " + paint.red(plain(silent.size() + " SILENT: " + String.join(", ", silent))));
  }

  private void lost(List<String> lines, Map<String, Long> losses) {
    List<String> lost =
        losses.entrySet().stream()
            .filter(loss -> loss.getValue() > 0)
            .map(loss -> loss.getKey() + " " + loss.getValue())
            .toList();
    if (!lost.isEmpty()) {
      lines.add(paint.yellow(plain("lost since the start: " + String.join(", ", lost))));
    }
  }

  private void waiting(List<String> lines, TopFacts facts, int rows) {
    List<Response> waiting = facts.waiting();
    if (waiting.isEmpty()) {
      lines.add("");
      lines.add(paint.green("nothing waits for a person"));
      return;
    }
    Instant now = facts.status().now();
    Table table = new Table("LEFT", "ID", "ACTION", "TARGET", "PLAYBOOK", "WHY");
    for (Response response : waiting.subList(0, Math.min(rows, waiting.size()))) {
      table.add(
          new Table.Cell(timeLeft(response.expiresAt(), now), paint::red),
          new Table.Cell(Notices.shortId(response.id()), paint::bold),
          Table.Cell.of(action(response)),
          Table.Cell.of(target(response)),
          Table.Cell.of(response.request().playbook()),
          Table.Cell.of(looksAt(response) + response.reason()));
    }
    section(
        lines,
        "WAITS FOR A PERSON",
        waiting.size(),
        rows,
        hints.type("responses approve ID") + ", or deny",
        table);
  }

  private void incidents(List<String> lines, List<Incident> incidents, int rows) {
    Table table = new Table("LATEST", "ID", "SEVERITY", "STATE", "ABOUT", "SEEN", "RULES");
    for (Incident incident : incidents.subList(0, Math.min(rows, incidents.size()))) {
      table.add(
          Table.Cell.of(times.second(incident.lastAt())),
          Table.Cell.of(incident.id()),
          new Table.Cell(
              incident.severity().name().toLowerCase(Locale.ROOT),
              text -> paint.priority(incident.severity(), text)),
          Table.Cell.of(incident.state().words()),
          Table.Cell.of(incident.about()),
          Table.Cell.of(Long.toString(incident.detections())),
          Table.Cell.of(String.join(", ", incident.rules().keySet())));
    }
    section(
        lines, "OPEN INCIDENTS", incidents.size(), rows, hints.type("incidents show ID"), table);
  }

  private void latest(List<String> lines, List<Response> latest, int rows) {
    Table table = new Table("WHEN", "ID", "STATE", "ACTION", "TARGET", "PLAYBOOK", "WHY");
    for (Response response : latest.subList(0, Math.min(rows, latest.size()))) {
      String state = response.state().words();
      table.add(
          Table.Cell.of(times.second(response.updatedAt())),
          Table.Cell.of(Notices.shortId(response.id())),
          new Table.Cell(
              response.dryRun() ? state + " (dry run)" : state,
              text -> paint.state(response.state(), text)),
          Table.Cell.of(action(response)),
          Table.Cell.of(target(response)),
          Table.Cell.of(response.request().playbook()),
          Table.Cell.of(LiveLine.result(response)));
    }
    section(lines, "RESPONSES", latest.size(), rows, hints.type("responses show ID"), table);
  }

  private void section(
      List<String> lines, String heading, int there, int rows, String hint, Table table) {
    lines.add("");
    String count = there > rows ? rows + " of " + there : Integer.toString(there);
    if (there == 0) {
      lines.add(paint.bold(heading) + "  none");
      return;
    }
    lines.add(paint.bold(heading) + "  " + count + "  " + paint.dim(plain(hint)));
    table.render(paint, size.columns()).lines().forEach(lines::add);
  }

  private static String timeLeft(@Nullable Instant expires, Instant now) {
    if (expires == null) {
      return "";
    }
    Duration left = Duration.between(now, expires);
    if (left.isNegative()) {
      return "over";
    }
    return left.toHours() > 0
        ? left.toHours() + "h" + String.format(Locale.ROOT, "%02dm", left.toMinutesPart())
        : left.toMinutesPart() + "m" + String.format(Locale.ROOT, "%02ds", left.toSecondsPart());
  }

  private static String looksAt(Response response) {
    String who = response.answers().acknowledgedBy();
    return who.isEmpty() ? "" : who + " looks at it: ";
  }

  private static String action(Response response) {
    String id = response.request().actionId();
    return id.substring(id.indexOf(':') + 1);
  }

  private static String target(Response response) {
    return response.request().target().describe();
  }

  private static String plain(String text) {
    return PlainText.of(text);
  }
}
