package io.nightjar.cli;

import io.nightjar.http.ControlClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightjar reload}. */
@Command(
    name = "reload",
    mixinStandardHelpOptions = true,
    description = {
      "Loads configuration, rules and playbooks again, and says what changed. What is broken is"
          + " told, and the last good one stays in force."
    })
final class ReloadCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  ReloadCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
      List<String> changes = client.reload(shell.user());
      shell
          .out()
          .println(
              changes.isEmpty()
                  ? "reloaded; nothing changed since it was last loaded"
                  : "reloaded");
      changes.forEach(line -> shell.out().println("  " + PlainText.of(line)));
      shell.out().flush();
      return ExitCode.OK;
    }
  }
}
