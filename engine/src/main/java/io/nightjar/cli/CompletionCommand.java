package io.nightjar.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code nightjar completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints a completion script.",
    footer = {"", "Example:", "  source <(nightjar completion bash)"})
final class CompletionCommand implements Callable<Integer> {

  /** Shells that the script works in. */
  enum Dialect {
    bash,
    zsh
  }

  private final Shell shell;

  @Spec CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  Dialect dialect = Dialect.bash;

  CompletionCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    shell.out().print(AutoComplete.bash("nightjar", spec.root().commandLine()));
    shell.out().flush();
    return ExitCode.OK;
  }
}
