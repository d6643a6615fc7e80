package io.nightjar.cli;

import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import io.nightjar.notify.DeliveryView;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar notify test}. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Sends a test notice to one channel, or to all, and says what became of it.",
      "Exit code 1 when one did not arrive."
    },
    footer = {"", "Example:", "  nightjar notify test team-slack"})
final class NotifyTestCommand implements Callable<Integer> {

  private static final int LOOKS = 75;
  private static final long PAUSE_MILLIS = 200;

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  @Parameters(
      paramLabel = "CHANNEL",
      arity = "0..1",
      description = "Name of the channel; default: all.")
  @Nullable String channel;

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Who tries it; default: the user of this shell.")
  @Nullable String who;

  NotifyTestCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (ControlClient client = ControlClient.open(state.folder(shell.around()))) {
      List<String> names = channel == null ? client.channels() : List.of(channel);
      if (names.isEmpty()) {
        shell.out().println("no channel is set up; see notify.channels");
      }
      boolean all = !names.isEmpty();
      for (String name : names) {
        all &= arrives(client, name);
      }
      shell.out().flush();
      return all ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }

  private boolean arrives(ControlClient client, String name)
      throws ControlFailure, InterruptedException {
    DeliveryView test = client.testChannel(name, who == null ? shell.user() : who);
    for (int look = 0; look < LOOKS && test.state().equals("waiting"); look++) {
      if (!test.why().isEmpty()) {
        break; // it is tried again later, and the reason is known
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      test = client.delivery(test.id());
    }
    boolean there = test.state().equals("delivered");
    String why = test.why().isEmpty() ? "" : ": " + test.why();
    shell.out().println(PlainText.of(name + " " + (there ? "took it" : test.state() + why)));
    return there;
  }
}
