package io.nightjar.cli;

import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.cases.CaseLoader;
import io.nightjar.rules.cases.CaseReport;
import io.nightjar.rules.cases.CaseRunner;
import io.nightjar.rules.cases.RuleCase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar rules test}. */
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    description = {
      "Runs cases: described system calls and audit events that a rule has to match, or must not.",
      "Exit code 1 when a case fails."
    },
    footer = {
      "",
      "Examples:",
      "  nightjar rules test",
      "  nightjar rules test my_rules/ --complete",
      "  nightjar rules test my_rules/cases/shell.yaml --rules rules/ --rules my_rules.yaml",
      "  nightjar rules test --junit build/rules.xml",
    })
final class RulesTestCommand extends RulesCommand.Loading {
  private static final String CASES = "cases";

  @Mixin OutputOption output = new OutputOption();

  @Parameters(
      paramLabel = "DIR|FILE",
      arity = "0..*",
      description =
          "Case files and folders of them, or a folder of rules with a folder \"cases\" in it;"
              + " default: the folders \"cases\" beside the rules.")
  List<Path> paths = new ArrayList<>();

  @Option(
      names = "--rules",
      paramLabel = "PATH",
      description =
          "Rule files and folders, in the order in which they count; default: the folders given,"
              + " or the configured ones.")
  List<Path> rules = new ArrayList<>();

  @Option(names = "--junit", paramLabel = "FILE", description = "Write the results as JUnit XML.")
  @Nullable Path junit;

  @Option(
      names = "--complete",
      description = "Fail also where an enabled rule has no case that matches, or no near miss.")
  boolean complete;

  RulesTestCommand(Shell shell) {
    super(shell);
  }

  /** What is printed as JSON or YAML. */
  record Summary(
      int cases,
      int failed,
      SortedSet<String> withoutMatch,
      SortedSet<String> withoutNearMiss,
      List<Failure> failures) {}

  /** A case that failed. */
  record Failure(String rule, String name, String message, List<String> matched) {}

  @Override
  List<Path> paths() {
    if (!rules.isEmpty()) {
      return rules;
    }
    return paths.stream().filter(path -> Files.isDirectory(path.resolve(CASES))).toList();
  }

  @Override
  int show(RuleSet loaded) throws UsageFailure, RuleErrors, IOException {
    List<Path> files = cases(loaded);
    if (files.isEmpty()) {
      throw new UsageFailure("there are no cases beside the rules: name a folder of cases");
    }
    for (Path file : files) {
      if (!Files.exists(file)) {
        throw new UsageFailure("there is no " + PlainText.of(file.toString()));
      }
    }
    List<RuleCase> cases = CaseLoader.load(files);
    CaseReport report = new CaseRunner(loaded).run(cases);
    if (junit != null) {
      Files.writeString(junit, JUnitXml.of(report, complete));
    }
    shell.out().print(output.render(summary(report), () -> text(report)));
    boolean well = complete ? report.complete() : report.failures().isEmpty();
    return well ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private List<Path> cases(RuleSet loaded) {
    if (paths.isEmpty()) {
      return RuleCases.besides(loaded);
    }
    return paths.stream()
        .map(path -> Files.isDirectory(path.resolve(CASES)) ? path.resolve(CASES) : path)
        .toList();
  }

  private static Summary summary(CaseReport report) {
    return new Summary(
        report.results().size(),
        report.failures().size(),
        report.rulesWithoutMatch(),
        report.rulesWithoutNearMiss(),
        report.failures().stream()
            .map(
                result ->
                    new Failure(
                        result.ruleCase().rule(),
                        result.ruleCase().name(),
                        result.message(),
                        result.matched()))
            .toList());
  }

  private String text(CaseReport report) {
    StringBuilder text = new StringBuilder();
    for (CaseReport.Result failure : report.failures()) {
      text.append(shell.paint().red("FAILED ")).append(PlainText.of(failure.ruleCase().rule()));
      text.append('\n').append(PlainText.lines(failure.message())).append("\n\n");
    }
    lacking(text, "no case that matches", report.rulesWithoutMatch());
    lacking(text, "no near miss", report.rulesWithoutNearMiss());
    int failed = report.failures().size();
    String line =
        report.results().size() + " cases, " + (failed == 0 ? "all pass" : failed + " failed");
    text.append(failed == 0 ? shell.paint().green(line) : shell.paint().red(line));
    return text.append('\n').toString();
  }

  private void lacking(StringBuilder text, String what, SortedSet<String> names) {
    if (!names.isEmpty()) {
      String line = names.size() + " rules have " + what;
      text.append(complete ? shell.paint().red(line) : shell.paint().yellow(line));
      text.append(": ").append(PlainText.of(String.join(", ", names))).append('\n');
    }
  }
}
