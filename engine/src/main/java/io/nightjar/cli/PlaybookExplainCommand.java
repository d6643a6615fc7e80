package io.nightjar.cli;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.config.Configuration;
import io.nightjar.playbook.PlaybookText;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Suggestion;
import io.nightjar.playbook.explain.Explanation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar playbook explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = "Reads a playbook aloud, in plain words: its rules, never its comments.",
    footer = {
      "",
      "Examples:",
      "  nightjar playbook explain shell-in-container",
      "  nightjar playbook explain my-playbooks/miner",
    })
final class PlaybookExplainCommand implements Callable<Integer> {
  private final Shell shell;

  @Mixin StateOption configured = new StateOption();

  @Parameters(
      paramLabel = "NAME|FILE",
      arity = "1..*",
      description = "Names of playbooks, or their folders or files.")
  List<String> what = new ArrayList<>();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where playbooks with these names are; default: the configured ones.")
  @Nullable Path directory;

  PlaybookExplainCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    List<CalendarSpec> calendars = configuration.calendarSpecs(shell.zone());
    Explanation explanation =
        new Explanation(
            calendars,
            ActionRegistry.standardDescriptors().stream()
                .collect(Collectors.toMap(ActionDescriptor::id, Function.identity())));
    List<PlaybookText> texts = new ArrayList<>();
    for (String each : what) {
      texts.add(text(each, configuration));
    }
    List<Problem> problems = new ArrayList<>();
    for (PlaybookText text : texts) {
      problems.addAll(text.problems(PlaybookCommand.names(calendars)));
    }
    for (Problem problem : problems) {
      shell.err().println(PlainText.lines(problem.render()));
    }
    if (!problems.isEmpty()) {
      return ExitCode.NEGATIVE;
    }
    for (int i = 0; i < texts.size(); i++) {
      shell.out().print(i == 0 ? "" : "\n");
      shell.out().println(PlainText.lines(explanation.of(texts.get(i))));
    }
    shell.out().flush();
    return ExitCode.OK;
  }

  private PlaybookText text(String name, Configuration configuration) throws UsageFailure {
    Path path = Path.of(name).toAbsolutePath().normalize();
    Path folder = Files.isRegularFile(path) ? path.resolveSibling("") : path;
    boolean isPath = Files.isRegularFile(folder.resolve("playbook.drl"));
    Path named = directory == null ? configuration.playbooks() : directory;
    Path parent = isPath ? folder.resolve("..").normalize() : named;
    String wanted = isPath ? String.valueOf(folder.getFileName()) : name;
    List<PlaybookText> all = PlaybookText.readAll(parent, new ArrayList<>());
    return all.stream()
        .filter(text -> text.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageFailure(
                    "no playbook is called \""
                        + wanted
                        + "\"; "
                        + Suggestion.hint(wanted, all.stream().map(PlaybookText::name).toList())));
  }
}
