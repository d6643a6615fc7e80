package io.nightjar.cli;

import io.nightjar.http.ResponseStory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nightjar responses show}. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Tells the whole story of one response: what was seen, why, who, what, when.")
final class ResponsesShowCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Parameters(paramLabel = "ID", description = "Id of the response, or a unique beginning of it.")
  String id = "";

  ResponsesShowCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (Lookup lookup = Lookup.open(state.folder(shell.around()))) {
      ResponseStory story = lookup.story(id);
      shell
          .out()
          .print(output.render(story, () -> new StoryPage(shell, state.hints()).whole(story)));
      shell.out().flush();
      return ExitCode.OK;
    }
  }
}
