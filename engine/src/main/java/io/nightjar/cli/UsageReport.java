package io.nightjar.cli;

import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in two lines what was mistyped; the whole help only where just a command was left out. */
final class UsageReport implements IParameterExceptionHandler {

  private final Shell shell;

  UsageReport(Shell shell) {
    this.shell = shell;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] args) {
    CommandLine command = failure.getCommandLine();
    boolean onlyCommandMissing =
        !command.getSubcommands().isEmpty()
            && !(failure instanceof UnmatchedArgumentException)
            && !(failure instanceof MissingParameterException);
    if (onlyCommandMissing) {
      command.usage(shell.err());
      return ExitCode.USAGE;
    }
    shell.err().print(shell.paint().red("nightjar: "));
    shell.err().println(PlainText.lines(String.valueOf(failure.getMessage())));
    UnmatchedArgumentException.printSuggestions(failure, shell.err());
    shell.err().println(command.getCommandSpec().qualifiedName(" ") + " --help says more");
    shell.err().flush();
    return ExitCode.USAGE;
  }
}
