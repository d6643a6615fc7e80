package io.nightjar.cli;

import io.nightjar.config.Suggestion;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.pushdown.Explanation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar rules explain}. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Tells what the kernel judges of a rule, what is left to user space, and whether the kernel"
          + " could enforce it.",
      "Without a rule, or with --all, a table of all rules."
    })
final class RulesExplainCommand extends RulesCommand.Loading {

  @Mixin OutputOption output = new OutputOption();

  @Option(names = "--all", description = "All rules; what stands behind are paths then.")
  boolean all;

  @Parameters(index = "0", arity = "0..1", paramLabel = "RULE", description = "Name of the rule.")
  @Nullable String name;

  @Parameters(index = "1..*", arity = "0..*", paramLabel = "PATH", description = RulesCommand.PATHS)
  List<Path> paths = new ArrayList<>();

  RulesExplainCommand(Shell shell) {
    super(shell);
  }

  @Override
  List<Path> paths() {
    List<Path> wanted = new ArrayList<>();
    if (all && name != null) {
      wanted.add(Path.of(name));
    }
    wanted.addAll(paths);
    return wanted;
  }

  @Override
  int show(RuleSet rules) throws UsageFailure {
    String wanted = name;
    if (all || wanted == null) {
      RulesOverview overview = RulesOverview.of(rules);
      shell.out().print(output.render(overview, () -> overview.render(shell.paint())));
    } else {
      Explanation explanation = Explanation.of(find(rules, wanted));
      ExplanationPage page = new ExplanationPage(explanation, shell.paint());
      shell.out().print(output.render(explanation, page::render));
    }
    return ExitCode.OK;
  }

  private static Rule find(RuleSet rules, String wanted) throws UsageFailure {
    for (Rule rule : rules.rules()) {
      if (rule.name().equalsIgnoreCase(wanted)) {
        return rule;
      }
    }
    List<String> names = rules.rules().stream().map(Rule::name).toList();
    List<String> containing =
        names.stream().filter(name -> lower(name).contains(lower(wanted))).limit(5).toList();
    String near =
        containing.isEmpty()
            ? Suggestion.didYouMean(wanted, names)
            : "there is \"" + String.join("\", \"", containing) + '"';
    String hint = near.isEmpty() ? "nightjar rules list shows all" : near;
    throw new UsageFailure("there is no rule \"" + wanted + "\"; " + hint);
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
