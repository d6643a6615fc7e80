package io.nightjar.cli.bench;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.cli.StateOption;
import io.nightjar.config.Configuration;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.Calendars;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench backtest}. */
@Command(
    name = "backtest",
    mixinStandardHelpOptions = true,
    description = {
      "How long the rehearsal of a month takes, with twenty playbooks.",
      "Makes a store with that many detections in a folder of its own, 1.2 GB for a million, and"
          + " rehearses it."
    })
public final class BacktestBenchCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin OutputOption output = new OutputOption();
  @Mixin StateOption configured = new StateOption();

  @Option(
      names = "--rounds",
      paramLabel = "COUNT",
      description = "Rehearsals of each load; default: ${DEFAULT-VALUE}.")
  int rounds = 3;

  @Option(
      names = "--detections",
      paramLabel = "COUNT",
      description = "In the month; default: ${DEFAULT-VALUE}.")
  int detections = 1_000_000;

  public BacktestBenchCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    Calendars calendars = new Calendars(configuration.calendarSpecs(shell.zone()));
    Progress progress = new Progress(shell);
    List<BacktestBench.Row> rows = new ArrayList<>();
    try (ScratchFolder scratch = ScratchFolder.create()) {
      progress.show("compiling twenty playbooks");
      CompiledPlaybooks playbooks =
          BenchPlaybooks.load(configuration.playbooks(), scratch.path(), calendars.names());
      for (BacktestBench.Load load : BacktestBench.Load.values()) {
        Path state = scratch.path().resolve(load.name());
        BacktestBench bench =
            new BacktestBench(state, playbooks, calendars, Math.max(1, detections));
        progress.show("writing a month: " + load.words());
        bench.fill(load);
        rows.add(median(bench, load, progress));
        Workspace.delete(state);
      }
    }
    progress.clear();
    shell.out().print(output.render(rows, () -> table(rows)));
    shell.out().flush();
    return ExitCode.OK;
  }

  private BacktestBench.Row median(BacktestBench bench, BacktestBench.Load load, Progress progress)
      throws Exception {
    List<BacktestBench.Row> all = new ArrayList<>();
    for (int round = 1; round <= Math.max(1, rounds); round++) {
      progress.show("rehearsing it: " + load.words() + ", round " + round);
      all.add(bench.measure(load));
    }
    all.sort(Comparator.comparingDouble(BacktestBench.Row::seconds));
    return all.get(all.size() / 2);
  }

  private String table(List<BacktestBench.Row> rows) {
    StringBuilder text = new StringBuilder();
    text.append(
        shell
            .paint()
            .bold("load                    detections  seconds  a second  heap MB  requests"));
    text.append('\n');
    for (BacktestBench.Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-22s  %10d  %7.1f  %8.0f  %7.0f  %8d%n",
              row.load(),
              row.detections(),
              row.seconds(),
              row.perSecond(),
              row.heapMegabytes(),
              row.requests()));
    }
    return text.toString();
  }
}
