package io.nightjar.rules.pushdown;

import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.Expression.Check;
import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operator;
import io.nightjar.rules.language.Quantifier;
import java.util.List;
import java.util.StringJoiner;

/**
 * Writes conditions as rules do, macros resolved. The texts are those of the rule file: whoever
 * shows them makes them safe for where they are shown.
 */
public final class ConditionText {
  /** Nothing that is deeper is written out: nobody could read it. */
  private static final int DEEPEST = 60;

  private final StringBuilder text = new StringBuilder();

  private ConditionText() {}

  /** One check in one line. */
  public static String of(Check check) {
    StringBuilder text = new StringBuilder(check.field().display());
    text.append(' ').append(check.operator().symbol());
    if (check.operator() == Operator.EXISTS) {
      return text.toString();
    }
    FieldReference other = check.other();
    if (other != null) {
      boolean plain = other.call() == null && other.transformers().isEmpty();
      String right = plain ? "val(" + other.display() + ")" : other.display();
      return text.append(' ').append(right).toString();
    }
    if (check.quantifier() != Quantifier.SINGLE) {
      text.append(' ').append(check.quantifier().symbol());
    }
    boolean list =
        check.operator().operand() == Operator.Operand.LIST
            || check.quantifier() != Quantifier.SINGLE;
    StringJoiner values = new StringJoiner(", ", list ? "(" : "", list ? ")" : "");
    for (Literal value : check.values()) {
      values.add(quoted(value.text()));
    }
    return text.append(' ').append(values).toString();
  }

  private static String quoted(String value) {
    boolean bare =
        !value.isEmpty() && value.chars().noneMatch(c -> "()\"' \t\r\n=,".indexOf(c) >= 0);
    return bare ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** The whole condition over several lines, inner parts indented; lines are not broken. */
  public static String of(Expression condition) {
    ConditionText writer = new ConditionText();
    writer.write(condition, 0);
    return writer.text.toString();
  }

  private void write(Expression tree, int depth) {
    switch (tree) {
      case Expression.And and -> writeAll(and.operands(), "and ", depth);
      case Expression.Or or -> writeAll(or.operands(), "or ", depth);
      case Expression.Not not -> {
        text.append("not ");
        writeInner(not.operand(), depth);
      }
      case Check check -> text.append(of(check));
      case Expression.Name name -> text.append(name.name());
    }
  }

  private void writeAll(List<Expression> operands, String word, int depth) {
    for (int i = 0; i < operands.size(); i++) {
      if (i > 0) {
        newLine(depth);
        text.append(word);
      }
      writeInner(operands.get(i), depth);
    }
  }

  private void writeInner(Expression tree, int depth) {
    boolean simple = tree instanceof Check || tree instanceof Expression.Name;
    if (simple || tree instanceof Expression.Not) {
      write(tree, depth);
    } else if (depth >= DEEPEST) {
      text.append("(…)");
    } else {
      text.append('(');
      newLine(depth + 1);
      write(tree, depth + 1);
      text.append(')');
    }
  }

  private void newLine(int depth) {
    text.append('\n').append("  ".repeat(depth));
  }
}
