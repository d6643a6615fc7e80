package io.nightjar.rules.load;

import io.nightjar.rules.language.Location;
import io.nightjar.rules.language.SourceText;
import io.nightjar.rules.load.Entries.Cell;
import io.nightjar.rules.load.Entries.ExceptionEntry;
import io.nightjar.rules.load.Entries.RuleEntry;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the exceptions of a rule into its condition: {@code (condition) and not (rows)}. */
final class ExceptionText {
  private static final Set<String> LIST_COMPARISONS = Set.of("in", "pmatch", "intersects");
  private static final Set<String> COMPARISONS =
      Set.of(
          "=",
          "==",
          "!=",
          "<",
          "<=",
          ">",
          ">=",
          "contains",
          "icontains",
          "startswith",
          "endswith",
          "glob",
          "iglob",
          "regex",
          "bcontains",
          "bstartswith",
          "in",
          "pmatch",
          "intersects");

  private final Problems problems;

  ExceptionText(Problems problems) {
    this.problems = problems;
  }

  SourceText conditionWithExceptions(RuleEntry rule) {
    SourceText condition = rule.condition;
    for (ExceptionEntry exception : rule.exceptions.values()) {
      if (exception.rows().isEmpty() || !comparisonsKnown(exception)) {
        continue;
      }
      Location at = exception.at();
      SourceText.Builder out = new SourceText.Builder();
      out.append("(", at).append(condition).append(") and not (", at);
      if (exception.single()) {
        appendValues(out, exception);
      } else {
        appendRows(out, exception);
      }
      condition = out.append(")", at).build();
    }
    return condition;
  }

  private boolean comparisonsKnown(ExceptionEntry exception) {
    for (SourceText comparison : exception.comparisons()) {
      String text = comparison.text();
      boolean quantified =
          text.endsWith(" oneof") || text.endsWith(" anyof") || text.endsWith(" allof");
      boolean known = COMPARISONS.contains(text) || quantified;
      boolean list = LIST_COMPARISONS.contains(text) || quantified;
      if (!known || (exception.single() && !list)) {
        String need =
            known
                ? "a single field is compared with in, pmatch or intersects"
                : "no operator has this name";
        problems.add(comparison.at(0).error("'" + text + "' cannot be used here: " + need));
        return false;
      }
    }
    return true;
  }

  private static void appendValues(SourceText.Builder out, ExceptionEntry exception) {
    Location at = exception.at();
    out.append(exception.fields().get(0)).append(" ", at);
    out.append(exception.comparisons().isEmpty() ? "in" : comparison(exception, 0), at);
    out.append(" (", at);
    String separator = "";
    for (List<Cell> row : exception.rows()) {
      for (SourceText text : row.get(0).texts()) {
        out.append(separator, at);
        ListExpansion.appendQuoted(out, text);
        separator = ", ";
      }
    }
    out.append(")", at);
  }

  private static void appendRows(SourceText.Builder out, ExceptionEntry exception) {
    Location at = exception.at();
    String separator = "(";
    for (List<Cell> row : exception.rows()) {
      out.append(separator, at);
      separator = " or (";
      for (int i = 0; i < row.size(); i++) {
        String comparison = comparison(exception, i);
        out.append(i == 0 ? "" : " and ", at);
        out.append(exception.fields().get(i)).append(" " + comparison + " ", at);
        appendCell(out, row.get(i), comparison);
      }
      out.append(")", at);
    }
  }

  private static void appendCell(SourceText.Builder out, Cell cell, String comparison) {
    @Nullable SourceText single = cell.single();
    if (single != null && !takesList(comparison)) {
      ListExpansion.appendQuoted(out, single);
      return;
    }
    if (single != null && single.text().startsWith("(")) {
      out.append(single);
      return;
    }
    out.append("(", cell.at());
    String separator = "";
    for (SourceText text : cell.texts()) {
      out.append(separator, cell.at());
      ListExpansion.appendQuoted(out, text);
      separator = ", ";
    }
    out.append(")", cell.at());
  }

  private static boolean takesList(String comparison) {
    return LIST_COMPARISONS.contains(comparison) || comparison.endsWith("of");
  }

  private static String comparison(ExceptionEntry exception, int index) {
    List<SourceText> comparisons = exception.comparisons();
    return comparisons.isEmpty() ? "=" : comparisons.get(index).text();
  }
}
