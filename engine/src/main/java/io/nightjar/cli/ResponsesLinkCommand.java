package io.nightjar.cli;

import io.nightjar.http.ControlClient;
import io.nightjar.http.GivenLink;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar responses link}. */
@Command(
    name = "link",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a link with which one person can approve or deny a response once.",
      "Whoever opens it answers as that person, so send it to them alone."
    },
    footer = {"", "Example:", "  nightjar responses link r-5f3c --for anna --within 30m"})
final class ResponsesLinkCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  @Parameters(paramLabel = "ID", description = "Id of the response, or a unique beginning of it.")
  String id = "";

  @Option(
      names = "--for",
      paramLabel = "NAME",
      required = true,
      description = "Who answers with it; must be one of those who may.")
  String person = "";

  @Option(
      names = "--within",
      paramLabel = "DURATION",
      description =
          "How long it is good, at most as long as an answer is awaited; default:"
              + " ${DEFAULT-VALUE}.")
  String within = "1h";

  ResponsesLinkCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
      GivenLink link = client.link(id, person, shell.user(), within);
      shell.out().println(link.url());
      shell
          .err()
          .println(
              "For "
                  + PlainText.of(link.who())
                  + " alone, once, until "
                  + new Times(shell.zone()).full(link.until())
                  + ".");
      shell.out().flush();
      shell.err().flush();
      return ExitCode.OK;
    }
  }
}
