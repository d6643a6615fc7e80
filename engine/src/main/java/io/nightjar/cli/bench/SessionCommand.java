package io.nightjar.cli.bench;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import io.nightjar.config.Configuration;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.Calendars;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench session}. */
@Command(
    name = "session",
    mixinStandardHelpOptions = true,
    description = {
      "How many detections a second the playbooks judge, on one thread.",
      "With twenty playbooks: the configured ones, filled up with some of the benchmark's own."
    })
public final class SessionCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin OutputOption output = new OutputOption();
  @Mixin StateOption configured = new StateOption();

  @Option(
      names = "--rounds",
      paramLabel = "COUNT",
      description = "Rounds of each load; default: ${DEFAULT-VALUE}.")
  int rounds = 5;

  @Option(
      names = "--detections",
      paramLabel = "COUNT",
      description = "Detections of a round; default: ${DEFAULT-VALUE}.")
  int detections = 200_000;

  public SessionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    Calendars calendars = new Calendars(configuration.calendarSpecs(shell.zone()));
    Progress progress = new Progress(shell);
    List<SessionBench.Row> rows = new ArrayList<>();
    try (ScratchFolder scratch = ScratchFolder.create()) {
      progress.show("compiling twenty playbooks");
      CompiledPlaybooks playbooks =
          BenchPlaybooks.load(configuration.playbooks(), scratch.path(), calendars.names());
      SessionBench bench = new SessionBench(playbooks, calendars, Math.max(1, detections));
      for (SessionBench.Load load : SessionBench.Load.values()) {
        progress.show("judging: " + load);
        rows.add(bench.measure(load, Math.max(1, rounds)));
      }
    }
    progress.clear();
    shell.out().print(output.render(rows, () -> table(rows)));
    shell.out().flush();
    return ExitCode.OK;
  }

  private String table(List<SessionBench.Row> rows) {
    StringBuilder text = new StringBuilder();
    text.append(
        shell.paint().bold("load                    detections   a second   facts    asked"));
    text.append('\n');
    for (SessionBench.Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-22s  %10d  %9.0f  %6d  %7d%n",
              row.load(),
              row.detections(),
              row.perSecond(),
              row.facts(),
              row.asked()));
    }
    return text.toString();
  }
}
