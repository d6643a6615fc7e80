package io.nightjar.cli;

import io.nightjar.http.ControlClient;
import io.nightjar.notify.DeliveryView;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar notify again}. */
@Command(
    name = "again",
    mixinStandardHelpOptions = true,
    description = "Tries to deliver anew what was given up.",
    footer = {"", "Example:", "  nightjar notify again m-5f3c"})
final class NotifyAgainCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  @Parameters(paramLabel = "ID", description = "Id of the delivery, or a unique beginning of it.")
  String id = "";

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Who asks for it; default: the user of this shell.")
  @Nullable String who;

  NotifyAgainCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
      DeliveryView waiting = client.deliverAgain(id, who == null ? shell.user() : who);
      shell.out().println(waiting.id() + " waits for " + PlainText.of(waiting.channel()));
      shell.out().flush();
      return ExitCode.OK;
    }
  }
}
