package io.nightjar.rules.field;

import io.nightjar.driver.ProcessInfo;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code proc.env} and {@code proc.aenv}: what processes were started with. The driver sends
 * environments only where a rule uses one of these fields, because they are long and hold secrets;
 * see {@link #NAMES}.
 */
public final class EnvironmentFields {
  /** The fields that need the environment. */
  public static final Set<String> NAMES = Set.of("proc.env", "proc.aenv");

  /** How far up a variable is looked for, as in Falco. */
  private static final int DEEPEST = 20;

  private EnvironmentFields() {}

  static List<Field> fields() {
    return new FieldList()
        .add(
            optional(
                "proc.env",
                "Environment as NAME=value with blanks between, or one variable by name.",
                EnvironmentFields::own))
        .add(
            optional(
                "proc.aenv",
                "Environment of any ancestor, of the n-th, or a variable of the nearest that has"
                    + " it.",
                EnvironmentFields::ancestors))
        .fields();
  }

  private interface Bind {
    @Nullable Extractor to(@Nullable String argument);
  }

  private static Field optional(String name, String summary, Bind bind) {
    return new Field(name, FieldType.TEXT, Field.Argument.OPTIONAL, null, summary, bind::to);
  }

  private static Extractor own(@Nullable String variable) {
    return variable == null
        ? (Extractor.Text) context -> text(context.process())
        : (Extractor.Text)
            context -> {
              ProcessInfo process = context.process();
              return process == null ? null : process.environmentVariable(variable);
            };
  }

  private static @Nullable Extractor ancestors(@Nullable String argument) {
    if (argument == null) {
      return (Extractor.AncestorText) EnvironmentFields::text;
    }
    if (argument.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int index = AncestorFields.index(argument);
      return index < 0
          ? null
          : (Extractor.Text) context -> text(AncestorFields.ancestor(context, index));
    }
    return (Extractor.Text) context -> nearest(context, argument);
  }

  private static @Nullable String text(@Nullable ProcessInfo process) {
    return process == null ? null : ProcessFields.orNull(process.environmentText());
  }

  private static @Nullable String nearest(EventContext context, String variable) {
    for (int i = 1; i <= DEEPEST; i++) {
      ProcessInfo ancestor = AncestorFields.ancestor(context, i);
      if (ancestor == null) {
        return null;
      }
      String value = ancestor.environmentVariable(variable);
      if (value != null) {
        return value;
      }
    }
    return null;
  }
}
