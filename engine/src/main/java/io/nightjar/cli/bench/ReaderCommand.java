package io.nightjar.cli.bench;

import io.nightjar.cli.ExitCode;
import io.nightjar.cli.OutputOption;
import io.nightjar.cli.Shell;
import io.nightjar.driver.DriverUnavailable;
import io.nightjar.driver.bench.ReaderBench;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar bench reader}. */
@Command(
    name = "reader",
    mixinStandardHelpOptions = true,
    description = {
      "What reading an event takes: CPU time of the reading thread, and bytes that it allocates.",
      "Over one to eight rings in memory, and over those of the kernel where the driver works."
    })
public final class ReaderCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--rounds",
      paramLabel = "COUNT",
      description = "Rounds of each row; default: ${DEFAULT-VALUE}.")
  int rounds = ReaderBench.DEFAULT_ROUNDS;

  public ReaderCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    List<ReaderBench.Result> results = new ArrayList<>(ReaderBench.memory(Math.max(1, rounds)));
    try {
      results.addAll(ReaderBench.kernel(Math.max(1, rounds)));
    } catch (DriverUnavailable e) {
      shell.err().println("without the kernel's rings: " + e.getMessage());
      shell.err().flush();
    }
    shell.out().print(output.render(results, () -> ReaderBench.table(results)));
    shell.out().flush();
    return ExitCode.OK;
  }
}
