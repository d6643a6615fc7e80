package io.nightjar.cli.bench;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench driver}. */
@Command(
    name = "driver",
    mixinStandardHelpOptions = true,
    description = {
      "What the driver costs: the programs that it watches, and the agent that reads it.",
      "Each load runs without the driver, with everything sent, and with what the rules leave to"
          + " the kernel, in turn. Needs root; about a minute and a half as it stands."
    })
public final class DriverCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin BenchOptions options = new BenchOptions();
  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      converter = BenchOptions.DurationConverter.class,
      description = "How long each load runs in each round; default: 500ms.")
  Duration duration = Duration.ofMillis(500);

  @Option(names = "--rounds", paramLabel = "COUNT", description = "Default: ${DEFAULT-VALUE}.")
  int rounds = 5;

  public DriverCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    List<Path> rules = options.rules(shell);
    long enabled = RuleLoader.load(rules).rules().stream().filter(Rule::enabled).count();
    Progress progress = new Progress(shell);
    try (Workspace workspace = Workspace.create(!options.host);
        AgentProcess agent = AgentProcess.start(workspace, rules)) {
      Duration firstAlert = DriverBench.firstAlert(workspace, agent);
      List<DriverReport.Section> sections =
          new DriverBench(workspace, agent, duration, Math.max(1, rounds), progress::show).run();
      DriverReport report =
          new DriverReport(
              (int) enabled,
              options.where(),
              Math.max(1, rounds),
              duration.toNanos() / 1e9,
              firstAlert.toNanos() / 1e9,
              agent.sample().residentBytes() / 1e6,
              sections);
      progress.clear();
      shell.out().print(output.render(report, () -> new DriverTable(shell.paint()).render(report)));
      shell.out().flush();
      return ExitCode.OK;
    }
  }
}
