package io.nightjar.cli;

import io.nightjar.schema.Schemas;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code nightjar config}. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "The configuration; nothing needs to run.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = ConfigCommand.Schema.class)
final class ConfigCommand {

  /** {@code nightjar config schema}. */
  @Command(
      name = "schema",
      mixinStandardHelpOptions = true,
      description = "Prints the JSON schema of nightjar.yaml, for editors.")
  static final class Schema implements Callable<Integer> {
    private final Shell shell;

    Schema(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() {
      shell.out().print(Schemas.text("nightjar"));
      shell.out().flush();
      return ExitCode.OK;
    }
  }
}
