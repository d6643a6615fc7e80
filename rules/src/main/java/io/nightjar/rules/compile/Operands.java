package io.nightjar.rules.compile;

import io.nightjar.rules.field.Absence;
import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.field.Field;
import io.nightjar.rules.field.FieldRegistry;
import io.nightjar.rules.field.FieldType;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.language.Call;
import io.nightjar.rules.language.FieldReference;
import io.nightjar.rules.language.Transformer;
import io.nightjar.rules.load.Problems;
import org.jspecify.annotations.Nullable;

/** Looks up what stands on a side of a check or in an output: a field, transformed, or a call. */
public final class Operands {
  private final RuleSource source;
  private final Problems problems;

  public Operands(RuleSource source, Problems problems) {
    this.source = source;
    this.problems = problems;
  }

  /** Something that reads the value, or null after telling what is wrong. */
  public @Nullable BoundField bind(FieldReference reference) {
    Call call = reference.call();
    BoundField field =
        call == null
            ? lookUp(reference)
            : new Calls(this, problems).bind(call, reference.argument(), reference.at());
    for (Transformer transformer : reference.transformers()) {
      field = field == null ? null : transformed(field, transformer, reference);
    }
    return field;
  }

  private @Nullable BoundField lookUp(FieldReference reference) {
    return switch (FieldRegistry.find(reference, source)) {
      case FieldRegistry.Found found -> found.field();
      case FieldRegistry.NotFound missing -> {
        problems.add(reference.at().error(missing.message(), missing.hint()));
        yield null;
      }
    };
  }

  private @Nullable BoundField transformed(
      BoundField field, Transformer transformer, FieldReference reference) {
    String key = transformer.symbol() + "(" + field.key() + ")";
    if (!FieldRegistry.isTransformable(field)) {
      problems.add(reference.at().error(field.key() + " cannot be transformed"));
      return null;
    }
    boolean length = transformer == Transformer.LEN;
    return switch (field.extractor()) {
      case Extractor.Text text ->
          length
              ? made(key, FieldType.NUMBER, field, Transformed.length(text))
              : made(key, FieldType.TEXT, field, Transformed.text(transformer, text));
      case Extractor.TextList list ->
          length
              ? made(key, FieldType.NUMBER, field, Transformed.count(list))
              : made(key, FieldType.TEXT, field, Transformed.texts(transformer, list));
      case Extractor.Numeric n -> noText(field, reference);
      case Extractor.Address a -> noText(field, reference);
      case Extractor.AncestorText t -> noText(field, reference);
      case Extractor.AncestorNumber n -> noText(field, reference);
      case Extractor.Ends e -> noText(field, reference);
    };
  }

  private @Nullable BoundField noText(BoundField field, FieldReference reference) {
    problems.add(reference.at().error("a transformer needs a text, " + field.key() + " is none"));
    return null;
  }

  private static BoundField made(
      String key, FieldType type, BoundField inner, Extractor extractor) {
    return made(key, type, inner.field().absence(), extractor);
  }

  /** A value that no field has. */
  static BoundField made(
      String key, FieldType type, @Nullable Absence absence, Extractor extractor) {
    Field field = Field.computed(key, type, absence, extractor);
    return new BoundField(key, field, extractor);
  }
}
