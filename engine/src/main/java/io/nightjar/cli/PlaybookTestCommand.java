package io.nightjar.cli;

import io.nightjar.RehearsalFromConfig;
import io.nightjar.config.Configuration;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.CompiledPlaybooks.Playbook;
import io.nightjar.playbook.cases.CaseResult;
import io.nightjar.playbook.cases.CaseRunner;
import io.nightjar.playbook.cases.Coverage;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar playbook test}. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the cases of each playbook on a virtual clock; nothing is done anywhere.",
      "Exit code 1 when one fails, or fewer rules than --coverage asked for something."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar playbook test",
      "  nightjar playbook test my-playbooks --playbook shell-in-shop --case night",
      "  nightjar playbook test --junit build/playbooks.xml --coverage 100",
    })
final class PlaybookTestCommand extends PlaybookCommand.Base {

  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description =
          "Zone of all calendars, so that a case means the same everywhere; default: UTC.")
  ZoneId zone = ZoneOffset.UTC;

  @Option(
      names = "--playbook",
      paramLabel = "NAME",
      description = "Only the cases of this playbook; may be said more than once.")
  List<String> only = new ArrayList<>();

  @Option(
      names = "--case",
      paramLabel = "TEXT",
      description = "Only cases whose name has this text in it.")
  String named = "";

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML.")
  @Nullable Path junit;

  @Option(
      names = "--coverage",
      paramLabel = "PERCENT",
      description = "Fail also where less of the rules asked for something in a case.")
  int coverage;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell of cases that pass, too.")
  boolean verbose;

  PlaybookTestCommand(Shell shell) {
    super(shell);
  }

  /** A case that failed. */
  record Failure(String playbook, String name, String file, List<String> differences) {}

  /**
   * What is printed as JSON or YAML.
   *
   * @param percent of the rules asked for something
   * @param silent rules that never did, by playbook
   */
  record Summary(
      int cases,
      int failed,
      int rules,
      int percent,
      SortedMap<String, List<String>> silent,
      List<Failure> failures,
      List<String> problems) {}

  @Override
  int show(CompiledPlaybooks playbooks, Path folder, Configuration configuration)
      throws UsageFailure, IOException {
    for (String name : only) {
      if (!playbooks.names().contains(name)) {
        throw new UsageFailure(
            "no playbook is called \"" + name + "\"; " + Suggestion.hint(name, playbooks.names()));
      }
    }
    List<Problem> problems = new ArrayList<>();
    String wanted = named.toLowerCase(Locale.ROOT);
    List<CaseResult> results =
        runner(playbooks, configuration)
            .runAll(
                folder,
                problems,
                playbook -> only.isEmpty() || only.contains(playbook),
                name -> name.toLowerCase(Locale.ROOT).contains(wanted));
    if (results.isEmpty() && problems.isEmpty()) {
      throw new UsageFailure("no case has \"" + named + "\" in its name");
    }
    if (junit != null) {
      Files.writeString(junit, JUnitXml.of(results));
    }
    List<Playbook> meant =
        playbooks.playbooks().values().stream()
            .filter(playbook -> only.isEmpty() || only.contains(playbook.name()))
            .toList();
    Coverage covered = Coverage.of(meant, results);
    Summary summary = summary(results, covered, problems);
    shell.out().print(output.render(summary, () -> text(summary, results)));
    for (Problem problem : problems) {
      shell.err().println(PlainText.lines(problem.render()));
    }
    boolean well = summary.failed() == 0 && problems.isEmpty() && covered.percent() >= coverage;
    return well ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private CaseRunner runner(CompiledPlaybooks playbooks, Configuration configuration) {
    return RehearsalFromConfig.cases(
        configuration, playbooks, configuration.calendarSpecs(shell.zone()), zone);
  }

  private static Summary summary(
      List<CaseResult> results, Coverage covered, List<Problem> problems) {
    List<Failure> failures =
        results.stream()
            .filter(result -> !result.passed())
            .map(
                result ->
                    new Failure(
                        result.playbook(),
                        result.name(),
                        result.file().toString(),
                        result.differences()))
            .toList();
    return new Summary(
        results.size(),
        failures.size(),
        covered.rules(),
        covered.percent(),
        covered.silent(),
        failures,
        problems.stream().map(Problem::render).toList());
  }

  private String text(Summary summary, List<CaseResult> results) {
    StringBuilder text = new StringBuilder();
    for (CaseResult result : results) {
      if (!result.passed()) {
        text.append(shell.paint().red(PlainText.lines(result.render()))).append("\n\n");
      } else if (verbose) {
        text.append(PlainText.lines(result.render())).append('\n');
      }
    }
    int passed = summary.cases() - summary.failed();
    String line = passed + " passed, " + summary.failed() + " failed";
    text.append(summary.failed() == 0 ? shell.paint().green(line) : shell.paint().red(line));
    if (named.isEmpty()) {
      coverage(summary, text.append('\n'));
    }
    return text.append('\n').toString();
  }

  private void coverage(Summary summary, StringBuilder text) {
    int silent = summary.silent().values().stream().mapToInt(List::size).sum();
    String line =
        summary.rules()
            - silent
            + " of "
            + summary.rules()
            + " rules asked for something in a case";
    boolean enough = summary.percent() >= coverage;
    text.append(enough ? line : shell.paint().red(line + ", " + coverage + " % are wanted"));
    summary
        .silent()
        .forEach(
            (playbook, rules) ->
                rules.forEach(
                    rule ->
                        text.append("\n  never: ").append(PlainText.of(playbook + ": " + rule))));
  }
}
