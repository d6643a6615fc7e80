package io.nightjar.cli;

import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar top}. */
@Command(
    name = "top",
    mixinStandardHelpOptions = true,
    description = {
      "Tonight on one screen, every few seconds anew: what waits for a person, what is open,"
          + " what was done. Ctrl-C ends it.",
      "Where standard output is no terminal, it is printed once."
    },
    footer = {"", "Example:", "  nightjar top --every 5"})
final class TopCommand implements Callable<Integer> {

  /** Of what is printed and not painted: as much as there is. */
  private static final Screen.Size PAPER = new Screen.Size(Integer.MAX_VALUE, 200);

  private final Shell shell;

  @Mixin StateOption state = new StateOption();

  @Option(
      names = "--every",
      paramLabel = "SECONDS",
      description = "How long a look lasts; default: ${DEFAULT-VALUE}.")
  int every = 2;

  @Option(names = "--once", description = "Print it once, and end.")
  boolean once;

  TopCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    if (every < 1) {
      throw new UsageFailure("--every takes whole seconds, 1 or more, not " + every);
    }
    Path folder = state.folder(shell.around());
    if (!once && Shell.printsOnTerminal()) {
      watch(folder);
      return ExitCode.OK;
    }
    try (ControlClient client = ControlClient.open(folder)) {
      new TopView(shell, state.hints(), PAPER)
          .of(TopFacts.ask(client, null))
          .forEach(shell.out()::println);
      return ExitCode.OK;
    }
  }

  private void watch(Path folder) throws ControlFailure, InterruptedException {
    // whoever named the wrong folder is told on the terminal as it is
    ControlClient.open(folder).close();
    Screen screen = new Screen(shell.out());
    Thread end = Thread.ofPlatform().unstarted(screen::close);
    Runtime.getRuntime().addShutdownHook(end);
    @Nullable TopFacts before = null;
    while (!shell.out().checkError()) {
      Screen.Size size = Screen.size();
      try (ControlClient client = ControlClient.open(folder)) {
        before = TopFacts.ask(client, before);
        screen.show(new TopView(shell, state.hints(), size).of(before), size.rows());
      } catch (ControlFailure e) {
        screen.show(silent(e, before), size.rows());
      }
      TimeUnit.SECONDS.sleep(every);
    }
  }

  /** It may be started again, or another engine take over: the screen waits for that. */
  private List<String> silent(ControlFailure why, @Nullable TopFacts before) {
    String last =
        before == null
            ? ""
            : "  last seen at " + new Times(shell.zone()).full(before.status().now());
    return List.of(
        shell.paint().red("NO ANSWER") + last,
        "",
        PlainText.of(String.valueOf(why.getMessage())),
        "",
        "Tried again every " + every + " s. Ctrl-C ends this.");
  }
}
