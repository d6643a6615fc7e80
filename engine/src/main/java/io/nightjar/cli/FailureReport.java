package io.nightjar.cli;

import io.nightjar.config.ConfigErrors;
import io.nightjar.http.ControlFailure;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.rules.RuleErrors;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in one place what went wrong and which exit code it is. */
final class FailureReport implements IExecutionExceptionHandler {

  private final Shell shell;

  FailureReport(Shell shell) {
    this.shell = shell;
  }

  @Override
  public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
    return switch (failure) {
      case ControlFailure.NotReachable e -> report(ExitCode.NOT_REACHABLE, e.getMessage());
      case ControlFailure.Refused e -> report(refusal(e), e.getMessage());
      case ConfigErrors e -> report(ExitCode.USAGE, e.render());
      case RuleErrors e -> report(ExitCode.USAGE, "\n" + e.render());
      case PlaybookErrors e -> report(ExitCode.USAGE, "\n" + e.getMessage());
      case UsageFailure e -> report(ExitCode.USAGE, e.getMessage());
      case StoreException e -> report(ExitCode.USAGE, e.getMessage());
      case NoSuchFileException e -> report(ExitCode.USAGE, "there is no file " + e.getMessage());
      case IOException e -> report(ExitCode.USAGE, message(e));
      default -> {
        // a defect: the trace is what helps to find it
        failure.printStackTrace(shell.err());
        yield report(ExitCode.NEGATIVE, message(failure));
      }
    };
  }

  private static int refusal(ControlFailure.Refused refused) {
    String type = refused.problem().type();
    return List.of("refused", "invalid", "not-entitled")
            .contains(type.substring(type.lastIndexOf(':') + 1))
        ? ExitCode.NEGATIVE
        : ExitCode.USAGE;
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  private int report(int code, @Nullable String message) {
    String text = PlainText.lines(String.valueOf(message));
    shell.err().println(shell.paint().red("nightjar: ") + text);
    shell.err().flush();
    return code;
  }
}
