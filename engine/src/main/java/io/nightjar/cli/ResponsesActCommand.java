package io.nightjar.cli;

import io.nightjar.http.ControlClient;
import io.nightjar.notify.Notices;
import io.nightjar.respond.Response;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/**
 * What a person does to a response: {@code approve}, {@code deny}, {@code acknowledge} and {@code
 * undo}.
 */
abstract class ResponsesActCommand implements Callable<Integer> {

  private final Shell shell;
  private final String verb;

  @Mixin StateOption state = new StateOption();
  @Mixin WordOption word = new WordOption();

  @Parameters(paramLabel = "ID", description = "Id of the response, or a unique beginning of it.")
  String id = "";

  ResponsesActCommand(Shell shell, String verb) {
    this.shell = shell;
    this.verb = verb;
  }

  @Override
  public Integer call() throws Exception {
    try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
      Response response = client.act(verb, id, word.who(shell), word.comment);
      tell(shell, response);
      return ExitCode.OK;
    }
  }

  /** How a response stands now, in one line. */
  static void tell(Shell shell, Response response) {
    shell
        .out()
        .println(
            Notices.shortId(response.id())
                + "  "
                + shell.paint().state(response.state(), response.state().words())
                + "  "
                + PlainText.of(response.request().actionId() + " on ")
                + PlainText.of(response.request().target().describe())
                + ": "
                + PlainText.of(LiveLine.result(response)));
    shell.out().flush();
  }

  /** {@code nightjar responses approve}. */
  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = "Agrees to a response that waits; it is executed at once.")
  static final class Approve extends ResponsesActCommand {
    Approve(Shell shell) {
      super(shell, "approve");
    }
  }

  /** {@code nightjar responses deny}. */
  @Command(
      name = "deny",
      mixinStandardHelpOptions = true,
      description = "Refuses a response that waits; it is never executed.")
  static final class Deny extends ResponsesActCommand {
    Deny(Shell shell) {
      super(shell, "deny");
    }
  }

  /** {@code nightjar responses acknowledge}. */
  @Command(
      name = "acknowledge",
      aliases = "ack",
      mixinStandardHelpOptions = true,
      description =
          "Says that you look at a response that waits: nobody else is told, and it still waits for"
              + " an answer.")
  static final class Acknowledge extends ResponsesActCommand {
    Acknowledge(Shell shell) {
      super(shell, "acknowledge");
    }
  }

  /** {@code nightjar responses undo}. */
  @Command(
      name = "undo",
      mixinStandardHelpOptions = true,
      description = "Restores what was there before, unless somebody changed it since.")
  static final class Undo extends ResponsesActCommand {
    Undo(Shell shell) {
      super(shell, "undo");
    }
  }
}
