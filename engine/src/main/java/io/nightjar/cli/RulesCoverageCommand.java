package io.nightjar.cli;

import io.nightjar.rules.RuleSet;
import io.nightjar.rules.coverage.AttackMatrix;
import io.nightjar.rules.coverage.Coverage;
import io.nightjar.rules.coverage.CoverageMarkdown;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code nightjar rules coverage}. */
@Command(
    name = "coverage",
    mixinStandardHelpOptions = true,
    description = {
      "Tells which techniques of MITRE ATT&CK for Containers the rules tell of, by their tags.",
      "A technique without a rule is marked; what rules cannot see of one is said."
    })
final class RulesCoverageCommand extends RulesCommand.Base {

  /** The forms. */
  enum Form {
    table,
    json,
    yaml,
    markdown
  }

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORM",
      description = "Print as ${COMPLETION-CANDIDATES}; default: table.")
  Form form = Form.table;

  RulesCoverageCommand(Shell shell) {
    super(shell);
  }

  @Override
  int show(RuleSet rules) {
    Coverage coverage = Coverage.of(AttackMatrix.containers(), rules.rules());
    shell
        .out()
        .print(
            switch (form) {
              case table -> table(coverage);
              case json -> OutputOption.as(OutputOption.Form.json, coverage);
              case yaml -> OutputOption.as(OutputOption.Form.yaml, coverage);
              case markdown -> CoverageMarkdown.render(coverage);
            });
    return ExitCode.OK;
  }

  private String table(Coverage coverage) {
    Table table = new Table("TACTIC", "TECHNIQUE", "NAME", "RULES");
    for (Coverage.Tactic tactic : coverage.tactics()) {
      for (Coverage.Technique technique : tactic.techniques()) {
        row(table, tactic.name(), technique);
      }
    }
    coverage.beyond().forEach(technique -> row(table, "-", technique));
    return table.render(shell.paint())
        + "\n"
        + coverage.covered()
        + " of "
        + coverage.techniques()
        + " techniques of "
        + coverage.matrix()
        + " "
        + coverage.version()
        + ", "
        + coverage.beyond().size()
        + " beyond it (-)\n";
  }

  private void row(Table table, String tactic, Coverage.Technique technique) {
    List<String> rules = technique.rules();
    table.add(
        Table.Cell.of(tactic),
        Table.Cell.of(technique.id()),
        Table.Cell.of(technique.name()),
        rules.isEmpty()
            ? new Table.Cell("none", shell.paint()::red)
            : Table.Cell.of(String.join(", ", rules)));
  }
}
