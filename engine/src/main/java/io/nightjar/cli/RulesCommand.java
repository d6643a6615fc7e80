package io.nightjar.cli;

import io.nightjar.rules.Problem;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
      "  nightjar rules explain \"Terminal shell in container\"",
    },
    subcommands = {
      RulesCommand.Check.class,
      RulesCommand.ListCommand.class,
      RulesExplainCommand.class
    })
final class RulesCommand {

  static final String PATHS =
      "Rule files and folders, in the order in which they count; default: the configured ones.";

  /** What all have in common: they load rules and show something of them. */
  abstract static class Loading implements Callable<Integer> {
    final Shell shell;

    @Mixin StateOption configured = new StateOption();

    Loading(Shell shell) {
      this.shell = shell;
    }

    /** Where the rules are; empty for the configured ones. */
    abstract List<Path> paths();

    abstract int show(RuleSet rules) throws UsageFailure;

    @Override
    public Integer call() throws Exception {
      List<Path> wanted =
          paths().isEmpty() ? configured.configuration(shell.around()).rules() : paths();
      try {
        int code = show(RuleLoader.load(wanted));
        shell.out().flush();
        return code;
      } catch (RuleErrors e) {
        long errors =
            e.problems().stream().filter(p -> p.severity() == Problem.Severity.ERROR).count();
        shell.err().println(PlainText.lines(e.render()));
        shell.err().println(shell.paint().red(errors + (errors == 1 ? " error" : " errors")));
        return ExitCode.NEGATIVE;
      }
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

  /** {@code nightjar rules check}. */
  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Checks rule files as a compiler does; exit code 1 when one cannot be used.")
  static final class Check extends Base {
    Check(Shell shell) {
      super(shell);
    }

    @Override
    int show(RuleSet rules) {
      for (Problem warning : rules.warnings()) {
        shell.out().println(shell.paint().yellow(PlainText.lines(warning.render())));
      }
      long enabled = rules.rules().stream().filter(Rule::enabled).count();
      shell
          .out()
          .println(
              rules.rules().size()
                  + " rules, "
                  + enabled
                  + " enabled, on "
                  + rules.eventTypes().size()
                  + " kinds of events; "
                  + rules.warnings().size()
                  + " warnings");
      return ExitCode.OK;
    }
  }

  /** {@code nightjar rules list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists the rules and where each one stands.")
  static final class ListCommand extends Base {

    @Mixin OutputOption output = new OutputOption();

    /** A rule as it is printed. */
    record Row(
        String name,
        String priority,
        String source,
        boolean enabled,
        List<String> tags,
        String description,
        String place) {}

    ListCommand(Shell shell) {
      super(shell);
    }

    @Override
    int show(RuleSet rules) {
      List<Row> rows = rules.rules().stream().map(ListCommand::row).toList();
      shell.out().print(output.render(rows, () -> table(rows)));
      return ExitCode.OK;
    }

    private static Row row(Rule rule) {
      return new Row(
          rule.name(),
          rule.priority().name().toLowerCase(Locale.ROOT),
          rule.source(),
          rule.enabled(),
          List.copyOf(rule.tags()),
          rule.description(),
          rule.file() + ":" + rule.line());
    }

    private String table(List<Row> rows) {
      Table table = new Table("RULE", "PRIORITY", "SOURCE", "ON", "PLACE");
      for (Row row : rows) {
        table.add(
            Table.Cell.of(row.name()),
            Table.Cell.of(row.priority()),
            Table.Cell.of(row.source()),
            Table.Cell.of(row.enabled() ? "yes" : "no"),
            Table.Cell.of(row.place()));
      }
      return table.render(shell.paint());
    }
  }
}
