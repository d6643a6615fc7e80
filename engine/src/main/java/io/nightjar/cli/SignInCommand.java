package io.nightjar.cli;

import io.nightjar.http.ControlClient;
import io.nightjar.http.IssuedLink;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightjar sign-in}. */
@Command(
    name = "sign-in",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a link with which you can sign in to the pages, once and within ten minutes.",
      "Who signs in with it is an operator. Hand it to nobody."
    })
final class SignInCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  SignInCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
      IssuedLink link = client.signInLink();
      shell.out().println(link.url());
      shell.err().println("good once, until " + new Times(shell.zone()).full(link.until()));
      shell.out().flush();
      shell.err().flush();
      return ExitCode.OK;
    }
  }
}
