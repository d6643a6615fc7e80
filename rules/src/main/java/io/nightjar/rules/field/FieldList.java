package io.nightjar.rules.field;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Collects the fields of one class of fields. */
final class FieldList {
  private final List<Field> fields = new ArrayList<>();

  List<Field> fields() {
    return fields;
  }

  FieldList text(String name, String summary, Extractor.Text extractor) {
    return add(Field.plain(name, FieldType.TEXT, summary, extractor));
  }

  FieldList texts(String name, String summary, Extractor.TextList extractor) {
    return add(Field.plain(name, FieldType.TEXT, summary, extractor));
  }

  FieldList number(String name, String summary, Extractor.Numeric extractor) {
    return add(Field.plain(name, FieldType.NUMBER, summary, extractor));
  }

  FieldList flag(String name, String summary, Extractor.Numeric extractor) {
    return add(Field.plain(name, FieldType.BOOLEAN, summary, extractor));
  }

  FieldList time(String name, String summary, Extractor.Text extractor) {
    return add(Field.plain(name, FieldType.TIME, summary, extractor));
  }

  FieldList plain(String name, FieldType type, String summary, Extractor extractor) {
    return add(Field.plain(name, type, summary, extractor));
  }

  /** A text that needs an argument: {@code k8s.pod.label[app]}. */
  FieldList keyed(
      String name, String summary, Function<String, Extractor.@Nullable Text> extractor) {
    return add(
        new Field(
            name,
            FieldType.TEXT,
            Field.Argument.REQUIRED,
            null,
            summary,
            argument -> argument == null ? null : extractor.apply(argument)));
  }

  FieldList add(Field field) {
    fields.add(field);
    return this;
  }
}
