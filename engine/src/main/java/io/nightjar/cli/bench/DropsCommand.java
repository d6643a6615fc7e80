package io.nightjar.cli.bench;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.driver.bench.Load;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench drops}. */
@Command(
    name = "drops",
    mixinStandardHelpOptions = true,
    description = {
      "Whether events are lost under more load than the machine carries.",
      "One to four processes open a file as fast as they can; every 1,000th time they make a file"
          + " that a rule looks for and whose name holds a number, so that a missing one is"
          + " noticed. Needs root. Exit code 1 when one was missed although the kernel filtered."
    })
public final class DropsCommand implements Callable<Integer> {
  private static final long BAIT_EVERY = 1_000;

  private final Shell shell;

  @Mixin BenchOptions options = new BenchOptions();
  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = BenchOptions.DurationConverter.class,
      description = "How long each load runs; default: 3s.")
  Duration duration = Duration.ofSeconds(3);

  @Option(
      names = "--processes",
      paramLabel = "COUNT",
      description = "Up to so many processes beside each other; default: ${DEFAULT-VALUE}.")
  int processes = 4;

  public DropsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    List<Path> rules = options.rules(shell);
    Progress progress = new Progress(shell);
    List<DropsBench.Row> rows = new ArrayList<>();
    try (Workspace workspace = Workspace.create(!options.host);
        AgentProcess agent = AgentProcess.start(workspace, rules)) {
      agent.awaitReady();
      for (int count = 1; count <= processes; count++) {
        for (Sending sending : List.of(Sending.EVERYTHING, Sending.PUSHDOWN)) {
          progress.show(count + " loops, " + sending.word());
          Load load = Load.of(Load.Kind.OPEN, workspace.plain().toString());
          rows.add(
              new DropsBench(workspace, agent)
                  .measure(load.processes(count).lasting(duration), BAIT_EVERY, sending));
        }
      }
    }
    progress.clear();
    shell.out().print(output.render(rows, () -> table(rows)));
    shell.out().flush();
    boolean missed =
        rows.stream().anyMatch(row -> row.sending() == Sending.PUSHDOWN && row.baitMissed() > 0);
    return missed ? ExitCode.NEGATIVE : ExitCode.OK;
  }

  private String table(List<DropsBench.Row> rows) {
    StringBuilder text = new StringBuilder();
    text.append("Loops in ").append(options.where()).append(", each ");
    text.append(duration.toMillis()).append(" ms; counts in events\n\n");
    text.append(
        shell
            .paint()
            .bold(
                "loops  sent          opens  delivered     lost         bait   seen missed  gaps"));
    text.append('\n');
    for (DropsBench.Row row : rows) {
      String line =
          String.format(
              Locale.ROOT,
              "%5d  %-10s %8d %10d %8d %5.1f %%  %5d %6d %6d %5d",
              row.processes(),
              row.sending().word(),
              row.made(),
              row.delivered(),
              row.lost(),
              row.lostPercent(),
              row.bait(),
              row.baitSeen(),
              row.baitMissed(),
              row.gaps());
      boolean bad = row.sending() == Sending.PUSHDOWN && row.baitMissed() > 0;
      text.append(bad ? shell.paint().red(line) : line).append('\n');
    }
    text.append("\nFalco loses ").append(FalcoFigures.DROPS).append(" (");
    text.append(FalcoFigures.WHICH).append(").\n");
    return text.toString();
  }
}
