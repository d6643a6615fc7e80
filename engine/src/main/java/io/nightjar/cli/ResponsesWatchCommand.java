package io.nightjar.cli;

import io.nightjar.http.ControlClient;
import io.nightjar.http.EventReader;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightjar responses watch}. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = "Prints detections and responses as they happen, until it is stopped.")
final class ResponsesWatchCommand implements Callable<Integer> {

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  ResponsesWatchCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    LiveLine line = new LiveLine(shell, state.hints());
    try (ControlClient client = ControlClient.open(state.folder(shell.around()));
        EventReader events = client.events()) {
      while (!shell.out().checkError()) {
        events.next(LOOK).flatMap(line::of).ifPresent(shell.out()::println);
      }
      return ExitCode.OK;
    }
  }
}
