package io.nightjar.cli;

import io.nightjar.http.ResponseStory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nightjar responses why}. */
@Command(
    name = "why",
    mixinStandardHelpOptions = true,
    description = "Says why a response was asked for, and why it was or was not allowed.")
final class ResponsesWhyCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  @Parameters(paramLabel = "ID", description = "Id of the response, or a unique beginning of it.")
  String id = "";

  ResponsesWhyCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (Lookup lookup = Lookup.open(state.folder(shell.around()))) {
      ResponseStory story = lookup.story(id);
      shell.out().print(new StoryPage(shell, state.hints()).why(story));
      shell.out().flush();
      return ExitCode.OK;
    }
  }
}
