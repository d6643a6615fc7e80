package io.nightjar.cli.bench;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.cli.UsageFailure;
import io.nightjar.driver.DriverUnavailable;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench kill}. */
@Command(
    name = "kill",
    mixinStandardHelpOptions = true,
    description = {
      "How soon a program that must not run is dead, and how many got to run before.",
      "The program's first instruction writes a byte. Once the kernel kills it as it is executed,"
          + " once Nightjar kills it from user space when it sees the event. Needs root. Exit code"
          + " 1 when one ran although the kernel was to kill it."
    })
public final class KillCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--trials",
      paramLabel = "COUNT",
      description = "Executions of each kind; default: ${DEFAULT-VALUE}.")
  int trials = 1_000;

  @Option(
      names = "--rate",
      paramLabel = "COUNT",
      description = "Executions a second; default: ${DEFAULT-VALUE}.")
  int rate = 50;

  public KillCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    if (!shell.around().root()) {
      throw new UsageFailure("the driver and a container's control group need root");
    }
    try (Workspace workspace = Workspace.create(true)) {
      List<KillBench.Row> rows =
          new KillBench(workspace, Math.max(1, trials), Math.max(1, rate)).run();
      shell.out().print(output.render(rows, () -> table(rows)));
      shell.out().flush();
      return rows.stream().anyMatch(row -> row.inKernel() && row.ran() > 0)
          ? ExitCode.NEGATIVE
          : ExitCode.OK;
    } catch (DriverUnavailable e) {
      throw new UsageFailure("no driver: " + e.getMessage());
    }
  }

  private String table(List<KillBench.Row> rows) {
    StringBuilder text = new StringBuilder();
    text.append(
        shell
            .paint()
            .bold("killed           trials  killed  ran first   exec to death, microseconds"));
    text.append('\n');
    text.append("                                               p50      p99      max\n");
    for (KillBench.Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-15s  %6d  %6d  %9d  %8.1f %8.1f %8.1f%n",
              row.inKernel() ? "in the kernel" : "from user space",
              row.trials(),
              row.killed(),
              row.ran(),
              row.p50Micros(),
              row.p99Micros(),
              row.maxMicros()));
    }
    return text.toString();
  }
}
