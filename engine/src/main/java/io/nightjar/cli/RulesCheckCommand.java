package io.nightjar.cli;

import io.nightjar.rules.Problem;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code nightjar rules check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks rule files as a compiler does: everything that is wrong, with its place.",
      "Exit code 0: they can be used; 1: they cannot; 2: the command line makes no sense."
    })
final class RulesCheckCommand extends RulesCommand.Base {

  @Mixin OutputOption output = new OutputOption();

  RulesCheckCommand(Shell shell) {
    super(shell);
  }

  /** One thing that is told. */
  record Told(
      String severity, String file, int line, int column, String message, @Nullable String hint) {

    static Told of(Problem problem) {
      return new Told(
          problem.severity().name().toLowerCase(Locale.ROOT),
          problem.file(),
          problem.line(),
          problem.column(),
          problem.message(),
          problem.hint());
    }
  }

  /**
   * What a program reads.
   *
   * @param usable whether the files can be used
   * @param rules that were loaded; 0 if the files cannot be used
   */
  record Verdict(boolean usable, int rules, int enabled, List<Told> problems) {}

  @Override
  int show(RuleSet rules) {
    int enabled = (int) rules.rules().stream().filter(Rule::enabled).count();
    List<Told> told = rules.warnings().stream().map(Told::of).toList();
    Verdict verdict = new Verdict(true, rules.rules().size(), enabled, told);
    shell.out().print(output.render(verdict, () -> text(rules, enabled)));
    return ExitCode.OK;
  }

  private String text(RuleSet rules, int enabled) {
    StringBuilder text = new StringBuilder();
    for (Problem warning : rules.warnings()) {
      text.append(shell.paint().yellow(PlainText.lines(warning.render()))).append('\n');
    }
    return text.append(rules.rules().size())
        .append(" rules, ")
        .append(enabled)
        .append(" enabled, on ")
        .append(rules.eventTypes().size())
        .append(" kinds of events; ")
        .append(rules.warnings().size())
        .append(" warnings\n")
        .toString();
  }

  @Override
  void refuse(RuleErrors errors) {
    if (output.isForPeople()) {
      super.refuse(errors);
      return;
    }
    List<Told> told = errors.problems().stream().map(Told::of).toList();
    shell.out().print(output.render(new Verdict(false, 0, 0, told), () -> ""));
    shell.out().flush();
  }
}
