package io.nightjar.rules.compile;

import io.nightjar.rules.field.EnvironmentFields;
import io.nightjar.rules.language.Call;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.language.Literal;
import io.nightjar.rules.language.Operand;
import org.jspecify.annotations.Nullable;

/** Whether something needs the environment of processes, which the driver sends only then. */
public final class EnvironmentUse {
  private EnvironmentUse() {}

  /** Whether a condition without names of macros asks for it. */
  public static boolean in(Expression condition) {
    return switch (condition) {
      case Expression.And and -> and.operands().stream().anyMatch(EnvironmentUse::in);
      case Expression.Or or -> or.operands().stream().anyMatch(EnvironmentUse::in);
      case Expression.Not not -> in(not.operand());
      case Expression.Check check -> in(check.field()) || in(check.other());
      case Expression.Name name -> false;
    };
  }

  private static boolean in(@Nullable Operand operand) {
    return switch (operand) {
      case null -> false;
      case Literal literal -> false;
      case Operand.Several several -> several.elements().stream().anyMatch(EnvironmentUse::in);
      case FieldReference field -> {
        Call call = field.call();
        yield call == null
            ? EnvironmentFields.NAMES.contains(field.name())
            : call.operands().stream().anyMatch(EnvironmentUse::in);
      }
    };
  }

  /** Whether a field, with its argument as {@code proc.env[PATH]}, needs it. */
  public static boolean by(String field) {
    int bracket = field.indexOf('[');
    return EnvironmentFields.NAMES.contains(bracket < 0 ? field : field.substring(0, bracket));
  }
}
