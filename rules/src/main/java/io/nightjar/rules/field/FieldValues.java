package io.nightjar.rules.field;

import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.match.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what an extractor reads into the value that an alert shows. */
final class FieldValues {
  private static final int MAX_ANCESTORS = 64;

  private FieldValues() {}

  static @Nullable Object value(BoundField field, EventContext context) {
    if (field.type() == FieldType.TIME) {
      return context.timeNanos();
    }
    return switch (field.extractor()) {
      case Extractor.Text text -> text.text(context);
      case Extractor.TextList list -> {
        List<String> texts = list.texts(context);
        yield texts == null ? null : List.copyOf(texts);
      }
      case Extractor.Numeric number -> number(number.number(context), field.type());
      case Extractor.Address address -> {
        IpAddress found = address.address(context);
        yield found == null ? null : found.toString();
      }
      case Extractor.AncestorText text -> ancestors(context, text::text);
      case Extractor.AncestorNumber number ->
          ancestors(context, ancestor -> printed(number.number(ancestor)));
      case Extractor.Ends ends ->
          value(new BoundField(field.key(), field.field(), ends.second()), context);
    };
  }

  /** A time prints as its text, though alerts carry it as a number. */
  static @Nullable String printed(BoundField field, EventContext context) {
    if (field.extractor() instanceof Extractor.Text text) {
      return text.text(context);
    }
    Object value = value(field, context);
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
    }
    return value == null ? null : value.toString();
  }

  private static @Nullable Object number(long number, FieldType type) {
    if (number == Extractor.ABSENT) {
      return null;
    }
    return type == FieldType.BOOLEAN ? (Object) (number != 0) : (Object) number;
  }

  private static @Nullable String printed(long number) {
    return number == Extractor.ABSENT ? null : Long.toString(number);
  }

  private interface OfProcess {
    @Nullable String text(ProcessInfo process);
  }

  /** The values of all ancestors, the parent first, with blanks between; null without ancestors. */
  private static @Nullable String ancestors(EventContext context, OfProcess value) {
    ProcessInfo process = context.process();
    List<String> found = new ArrayList<>();
    ProcessInfo next = process == null ? null : process.parent();
    for (int i = 0; next != null && i < MAX_ANCESTORS; i++) {
      String text = value.text(next);
      if (text != null) {
        found.add(text);
      }
      next = next.parent();
    }
    return found.isEmpty() ? null : String.join(" ", found);
  }
}
