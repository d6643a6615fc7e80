package io.nightjar.cli;

import io.nightjar.http.ControlClient;
import io.nightjar.http.Status;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightjar status}. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "How the running Nightjar is; exit code 1 when it lost events or runs on old policy.")
final class StatusCommand implements Callable<Integer> {

  private static final int LABEL = 13;
  private static final int WIDTH = 96;

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  StatusCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
      Status status = client.status();
      shell.out().print(output.render(status, () -> page(status)));
      shell.out().flush();
      boolean lost = status.losses().values().stream().anyMatch(count -> count > 0);
      return lost || !status.broken().isEmpty() ? ExitCode.NEGATIVE : ExitCode.OK;
    }
  }

  private String page(Status status) {
    Times times = new Times(shell.zone());
    StringBuilder page = new StringBuilder();
    row(page, "version", status.version() + " on node " + status.node());
    row(page, "since", times.full(status.startedAt()));
    row(page, "clock", times.full(status.now()));
    row(page, "mode", status.killSwitch().on() ? "KILL SWITCH IS ON" : status.mode());
    leadership(page, status.leadership(), times);
    Status.Cluster cluster = status.cluster();
    row(
        page,
        "cluster",
        (cluster.practice() ? "practice cluster" : cluster.name())
            + ", "
            + cluster.server()
            + (cluster.reachable() ? "" : ", NOT REACHABLE"));
    for (Status.Source source : status.sources()) {
      row(page, source.name(), (source.on() ? "on, " : "OFF, ") + source.detail());
    }
    row(page, "rules", Integer.toString(status.rules()));
    rows(page, status.playbooks().size() + " playbooks", status.playbooks());
    rows(page, "calendars", pairs(status.calendars()));
    rows(page, "counted", pairs(status.counters()));
    rows(page, "lost", lost(status.losses()));
    status.broken().forEach((what, why) -> row(page, "LOOK AT", what + ": " + why));
    return page.toString();
  }

  private void leadership(StringBuilder page, Status.Leadership leadership, Times times) {
    if (!leadership.shared()) {
      return;
    }
    String since =
        leadership.epoch() == 0
            ? ""
            : ", epoch " + leadership.epoch() + ", since " + times.full(leadership.since());
    if (!leadership.leads()) {
      String leader = leadership.engine().isEmpty() ? "another engine" : leadership.engine();
      row(page, "STANDS BY", "for " + leader + since);
      row(page, "", leadership.note());
      return;
    }
    row(page, "leads", "as " + leadership.engine() + since);
    if (!leadership.note().isEmpty()) {
      row(page, "", leadership.note());
    }
    row(
        page,
        "standbys",
        leadership.standbys().isEmpty()
            ? "NONE: nobody takes over when this one dies"
            : String.join(", ", leadership.standbys()));
  }

  private static List<String> pairs(Map<String, ?> map) {
    return map.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()).toList();
  }

  /** What is lost matters; what is not does not, and would hide it. */
  private static List<String> lost(Map<String, Long> losses) {
    List<String> lost =
        losses.entrySet().stream()
            .filter(entry -> entry.getValue() > 0)
            .map(entry -> entry.getKey() + " " + entry.getValue())
            .toList();
    return lost.isEmpty() ? List.of("nothing") : lost;
  }

  /** As many on a line as fit, none torn. */
  private void rows(StringBuilder page, String label, List<String> items) {
    String line = "";
    String heading = label;
    for (String item : items) {
      if (!line.isEmpty() && line.length() + item.length() > WIDTH) {
        row(page, heading, line + ",");
        heading = "";
        line = "";
      }
      line = line.isEmpty() ? item : line + ", " + item;
    }
    row(page, heading, line);
  }

  private void row(StringBuilder page, String label, String text) {
    page.append(shell.paint().dim(Table.pad(PlainText.of(label), LABEL)));
    page.append("  ").append(PlainText.of(text)).append('\n');
  }
}
