package io.nightjar.cli;

import io.nightjar.outputs.OutputTrial;
import io.nightjar.outputs.OutputTrial.End;
import io.nightjar.outputs.OutputTrial.Tried;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar outputs}. */
@Command(
    name = "outputs",
    mixinStandardHelpOptions = true,
    description = "The places that alerts and what becomes of responses go to.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = OutputsCommand.Test.class)
final class OutputsCommand {

  /** {@code nightjar outputs test}. */
  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = {
        "Sends one alert, marked as a test, to each configured output and says what became of it.",
        "Nothing needs to run; secrets are read as this shell has them. Exit code 1 when one did"
            + " not take it."
      },
      footer = {"", "Example:", "  nightjar outputs test --config /etc/nightjar/nightjar.yaml"})
  static final class Test implements Callable<Integer> {
    private final Shell shell;

    @Mixin StateOption configured = new StateOption();

    @Option(
        names = "--as",
        paramLabel = "NAME",
        description = "Who tries it; default: the user of this shell.")
    @Nullable String who;

    Test(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
      List<Tried> tried =
          new OutputTrial(
                  configured.configuration(shell.around()),
                  shell.around().environment(),
                  new FileOutputStream(FileDescriptor.out),
                  shell.clock())
              .all(who == null ? shell.user() : who);
      if (tried.isEmpty()) {
        shell.out().println("no output is set up; see outputs, and falco");
      }
      for (Tried one : tried) {
        String failed = one.end() == End.FAILED ? "failed: " : "";
        shell.out().println(PlainText.of(one.name() + " " + failed + one.words()));
      }
      shell.out().flush();
      return tried.isEmpty() || tried.stream().anyMatch(one -> one.end() == End.FAILED)
          ? ExitCode.NEGATIVE
          : ExitCode.OK;
    }
  }
}
