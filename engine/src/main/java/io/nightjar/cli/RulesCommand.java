package io.nightjar.cli;

import io.nightjar.config.ConfigErrors;
import io.nightjar.config.Configuration;
import io.nightjar.config.Overrides;
import io.nightjar.rules.Problem;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar rules}. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = "The detection rules; nothing needs to run.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  nightjar rules check",
      "  nightjar rules check rules/falco_rules.yaml my_rules.yaml",
      "  nightjar rules list -o json",
      "  nightjar rules fields proc.",
      "  nightjar rules explain \"Terminal shell in container\"",
      "  nightjar rules test my_rules/",
      "  nightjar rules coverage -o markdown",
      "  nightjar rules tune --since 7d",
    },
    subcommands = {
      RulesCheckCommand.class,
      RulesCommand.ListCommand.class,
      RulesFieldsCommand.class,
      RulesExplainCommand.class,
      RulesTestCommand.class,
      RulesCoverageCommand.class,
      RulesTuneCommand.class
    })
final class RulesCommand {

  static final String PATHS =
      "Rule files and folders, in the order in which they count; default: the configured ones.";

  /** What all have in common: they load rules and show something of them. */
  abstract static class Loading implements Callable<Integer> {
    final Shell shell;

    @Mixin StateOption configured = new StateOption();

    @Option(
        names = "--falco-config",
        paramLabel = "FILE",
        description = "The rules and settings of this falco.yaml instead of the configured ones.")
    @Nullable Path falcoConfig;

    private List<Path> used = List.of();

    Loading(Shell shell) {
      this.shell = shell;
    }

    /** Where the rules are; empty for the configured ones. */
    abstract List<Path> paths();

    abstract int show(RuleSet rules) throws UsageFailure, RuleErrors, ConfigErrors, IOException;

    @Override
    public Integer call() throws Exception {
      Configuration configuration =
          configured.configuration(
              shell.around(), Overrides.NONE.withFalco(falcoConfig, List.of()));
      used = paths().isEmpty() ? configuration.rules() : paths();
      try {
        int code = show(RuleLoader.load(used, configuration.ruleSettings()));
        shell.out().flush();
        return code;
      } catch (RuleErrors e) {
        refuse(e);
        return ExitCode.NEGATIVE;
      }
    }

    /** Where the rules were loaded from. */
    final List<Path> used() {
      return used;
    }

    /** Tells what is wrong. */
    void refuse(RuleErrors errors) {
      long count =
          errors.problems().stream().filter(p -> p.severity() == Problem.Severity.ERROR).count();
      shell.err().println(PlainText.lines(errors.render()));
      shell.err().println(shell.paint().red(count + (count == 1 ? " error" : " errors")));
    }
  }

  /** Those that take nothing but paths. */
  abstract static class Base extends Loading {
    @Parameters(paramLabel = "PATH", arity = "0..*", description = PATHS)
    List<Path> paths = new ArrayList<>();

    Base(Shell shell) {
      super(shell);
    }

    @Override
    List<Path> paths() {
      return paths;
    }
  }

  /** {@code nightjar rules list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the rules and where each one stands.")
  static final class ListCommand extends Base {

    @Mixin OutputOption output = new OutputOption();

    /**
     * A rule as it is printed.
     *
     * @param why it is not evaluated; empty where it is
     */
    record Row(
        String name,
        String priority,
        String source,
        boolean enabled,
        String why,
        List<String> tags,
        RuleCases.Count cases,
        String description,
        String place) {}

    ListCommand(Shell shell) {
      super(shell);
    }

    @Override
    int show(RuleSet rules) throws RuleErrors, IOException {
      Map<String, RuleCases.Count> cases = RuleCases.count(rules);
      List<Row> rows =
          rules.rules().stream()
              .map(
                  rule ->
                      row(
                          rule,
                          rules.settings(),
                          cases.getOrDefault(rule.name(), RuleCases.Count.NONE)))
              .toList();
      shell.out().print(output.render(rows, () -> table(rows)));
      return ExitCode.OK;
    }

    private static String why(Rule rule, RuleSettings settings) {
      return rule.priority().atLeast(settings.minimumPriority())
          ? "switched off"
          : "below priority " + settings.minimumPriority().displayName();
    }

    private static Row row(Rule rule, RuleSettings settings, RuleCases.Count cases) {
      return new Row(
          rule.name(),
          rule.priority().name().toLowerCase(Locale.ROOT),
          rule.source(),
          rule.enabled(),
          rule.enabled() ? "" : why(rule, settings),
          List.copyOf(rule.tags()),
          cases,
          rule.description(),
          rule.file() + ":" + rule.line());
    }

    private String table(List<Row> rows) {
      Table table = new Table("RULE", "PRIORITY", "SOURCE", "ON", "CASES", "PLACE", "TAGS");
      for (Row row : rows) {
        table.add(
            Table.Cell.of(row.name()),
            Table.Cell.of(row.priority()),
            Table.Cell.of(row.source()),
            Table.Cell.of(row.enabled() ? "yes" : "no: " + row.why()),
            Table.Cell.of(row.cases().matches() + "+" + row.cases().nearMisses()),
            Table.Cell.of(row.place()),
            Table.Cell.of(String.join(" ", row.tags())));
      }
      return table.render(shell.paint());
    }
  }
}
