package io.nightjar.tune;

import io.nightjar.rules.Rule;
import io.nightjar.rules.compile.Hindsight;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Writes exceptions as a rule file. The values come from attackers, and they go through two
 * languages: each is quoted for the condition that the exception becomes, and this for YAML; what
 * the loader made of it is then compared with what was meant.
 */
final class ExceptionFile {
  private static final String BARE = "[A-Za-z0-9_./:@-]+";

  private ExceptionFile() {}

  /** The item that appends one exception, without comments. */
  static String item(String rule, String name, List<String> fields, List<ExceptionRow> rows) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("- rule: ").append(quoted(rule)).append('\n');
    yaml.append("  exceptions:\n");
    yaml.append("    - name: ").append(name).append('\n');
    yaml.append("      fields: ").append(list(fields)).append('\n');
    yaml.append("      comps: ").append(list(fields.stream().map(field -> "=").toList()));
    yaml.append("\n      values:\n");
    for (ExceptionRow row : rows) {
      List<String> values = row.values().stream().map(ExceptionFile::constant).toList();
      yaml.append("        - ").append(list(values)).append('\n');
    }
    return yaml.append("  override: {exceptions: append}\n").toString();
  }

  /** Lines of a comment; nothing in them ends the comment or is obeyed by a terminal. */
  static String comment(List<String> lines) {
    return lines.stream().map(line -> "# " + plain(line) + "\n").collect(Collectors.joining());
  }

  private static String list(List<String> values) {
    return values.stream().map(ExceptionFile::quoted).collect(Collectors.joining(", ", "[", "]"));
  }

  /** As a condition writes it. */
  private static String constant(String value) {
    return value.matches(BARE)
        ? value
        : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** As YAML writes it; what could be no plain text is not allowed in here. */
  private static String quoted(String text) {
    return '"' + plain(text.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }

  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '←') {
        plain.append("<-");
      } else if (c >= 0x20 && c < 0x7f) {
        plain.append(c);
      } else {
        plain.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      }
    }
    return plain.toString();
  }

  /**
   * Whether a rule became what it was, without these rows and nothing else: the name of a list
   * within a value, for one, would have been replaced by the items of that list.
   */
  static boolean isAsMeant(Rule before, Rule after, List<String> fields, List<ExceptionRow> rows) {
    Set<String> known =
        Hindsight.conjuncts(before.tree()).stream().map(Hindsight::key).collect(Collectors.toSet());
    List<Expression> added =
        Hindsight.conjuncts(after.tree()).stream()
            .filter(part -> !known.contains(Hindsight.key(part)))
            .toList();
    if (added.size() != 1 || !(added.getFirst() instanceof Expression.Not not)) {
      return false;
    }
    List<Expression> written =
        not.operand() instanceof Expression.Or or ? or.operands() : List.of(not.operand());
    List<List<String>> meant = new ArrayList<>();
    rows.forEach(row -> meant.add(pairs(fields, row.values())));
    return written.stream().map(ExceptionFile::pairs).toList().equals(meant);
  }

  private static List<String> pairs(List<String> fields, List<String> values) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < fields.size(); i++) {
      pairs.add(fields.get(i) + "=" + values.get(i));
    }
    return pairs;
  }

  private static List<String> pairs(Expression row) {
    return Hindsight.conjuncts(row).stream().map(ExceptionFile::pair).toList();
  }

  private static String pair(Expression part) {
    return part instanceof Expression.Check check
            && check.operator() == Operator.EQUAL
            && check.other() == null
            && check.values().size() == 1
        ? check.field().display() + "=" + check.values().getFirst().text()
        : "something else";
  }
}
