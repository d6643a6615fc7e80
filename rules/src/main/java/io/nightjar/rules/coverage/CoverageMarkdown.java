package io.nightjar.rules.coverage;

import java.util.List;

/** Writes a coverage as a page of Markdown. */
public final class CoverageMarkdown {
  private CoverageMarkdown() {}

  public static String render(Coverage coverage) {
    StringBuilder page = new StringBuilder();
    page.append("# What the rules cover\n\n");
    page.append(coverage.rules()).append(" rules against ").append(cell(coverage.matrix()));
    page.append(", version ").append(cell(coverage.version())).append(": ");
    page.append(coverage.covered()).append(" of ").append(coverage.techniques());
    page.append(" techniques have a rule that tells of them.\n");
    page.append("A rule tells of a way in which a technique is used, not of every way; the last");
    page.append(" column says what is not seen.\n");
    for (Coverage.Tactic tactic : coverage.tactics()) {
      page.append("\n## ").append(cell(tactic.name())).append(" (").append(tactic.id());
      page.append(")\n\n| technique | rules | not seen |\n|---|---|---|\n");
      for (Coverage.Technique technique : tactic.techniques()) {
        row(page, technique).append(" | ").append(cell(technique.limits())).append(" |\n");
      }
    }
    if (!coverage.beyond().isEmpty()) {
      page.append("\n## Beyond the matrix\n\nTechniques of other platforms that happen in");
      page.append(" containers all the same.\n\n| technique | rules |\n|---|---|\n");
      coverage.beyond().forEach(technique -> row(page, technique).append(" |\n"));
    }
    return page.toString();
  }

  private static StringBuilder row(StringBuilder page, Coverage.Technique technique) {
    page.append("| ").append(technique.id()).append(' ').append(cell(technique.name()));
    List<String> rules = technique.rules().stream().map(CoverageMarkdown::cell).toList();
    return page.append(" | ").append(rules.isEmpty() ? "**none**" : String.join(", ", rules));
  }

  /** Names of rules come from files of others: nothing in them may end the cell or make a link. */
  private static String cell(String text) {
    return text.replaceAll("\\p{Cntrl}", " ").replaceAll("([\\\\|<>\\[\\]`*])", "\\\\$1");
  }
}
