package io.nightjar.rules.field;

import io.nightjar.driver.ProcessInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code proc.pname} and {@code proc.aname[n]}: the parent and its parents; 0 is the process
 * itself, and without a number any ancestor will do.
 */
final class AncestorFields {
  private static final int DEEPEST = 64;

  private AncestorFields() {}

  static List<Field> fields() {
    FieldList list = new FieldList();
    both(list, "proc.pname", "proc.aname", "Name", ProcessInfo::name);
    both(list, "proc.pexe", "proc.aexe", "First element of the command line", ProcessInfo::exe);
    both(list, "proc.pexepath", "proc.aexepath", "Path of the executable", ProcessInfo::exePath);
    both(list, "proc.pcmdline", "proc.acmdline", "Name and arguments", ProcessInfo::commandLine);
    ancestors(list, "proc.aargs", "Arguments", ProcessFields::args);
    list.add(
        new Field(
            "proc.apid",
            FieldType.NUMBER,
            Field.Argument.OPTIONAL,
            null,
            "Process id of an ancestor.",
            AncestorFields::pid));
    return list.fields();
  }

  private static void both(
      FieldList list, String parent, String any, String what, ProcessFields.OfProcess value) {
    list.text(parent, what + " of the parent.", nth(1, value));
    ancestors(list, any, what, value);
  }

  private static void ancestors(
      FieldList list, String name, String what, ProcessFields.OfProcess value) {
    list.add(
        new Field(
            name,
            FieldType.TEXT,
            Field.Argument.OPTIONAL,
            null,
            what + " of an ancestor.",
            argument -> text(argument, value)));
  }

  private static @Nullable Extractor text(
      @Nullable String argument, ProcessFields.OfProcess value) {
    if (argument == null) {
      return (Extractor.AncestorText) ancestor -> ProcessFields.orNull(value.text(ancestor));
    }
    int index = index(argument);
    return index < 0 ? null : nth(index, value);
  }

  private static @Nullable Extractor pid(@Nullable String argument) {
    if (argument == null) {
      return (Extractor.AncestorNumber) ProcessInfo::tgid;
    }
    int index = index(argument);
    return index < 0
        ? null
        : (Extractor.Numeric)
            context -> {
              ProcessInfo ancestor = ancestor(context, index);
              return ancestor == null ? Extractor.ABSENT : ancestor.tgid();
            };
  }

  static int index(String argument) {
    if (!argument.matches("\\d{1,3}")) {
      return -1;
    }
    int index = Integer.parseInt(argument);
    return index > DEEPEST ? -1 : index;
  }

  private static Extractor.Text nth(int index, ProcessFields.OfProcess value) {
    return context -> {
      ProcessInfo ancestor = ancestor(context, index);
      return ancestor == null ? null : ProcessFields.orNull(value.text(ancestor));
    };
  }

  static @Nullable ProcessInfo ancestor(EventContext context, int index) {
    ProcessInfo next = context.process();
    for (int i = 0; i < index && next != null; i++) {
      next = next.parent();
    }
    return next;
  }
}
