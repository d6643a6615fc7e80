package io.nightjar.rules.output;

import io.nightjar.rules.OutputAddition;
import io.nightjar.rules.field.FieldRegistry;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.language.SourceText;
import io.nightjar.rules.load.Problems;
import io.nightjar.rules.output.OutputFormat.Beside;
import io.nightjar.rules.output.OutputFormat.Named;
import io.nightjar.rules.output.OutputFormat.Piece;
import io.nightjar.rules.output.OutputFormat.Token;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Appends to the output of a rule what the configuration adds. */
public final class OutputAdditions {
  private static final String KEY = "append_output";

  private OutputAdditions() {}

  /**
   * @param format null where the rule's own output is wrong
   * @return null after telling what is wrong
   */
  public static @Nullable OutputFormat append(
      @Nullable OutputFormat format,
      List<OutputAddition> additions,
      RuleSource source,
      Problems problems) {
    OutputFormat all = format;
    for (OutputAddition addition : additions) {
      all = all == null ? null : append(all, addition, source, problems);
    }
    return all;
  }

  private static @Nullable OutputFormat append(
      OutputFormat format, OutputAddition addition, RuleSource source, Problems problems) {
    OutputFormat all = format;
    if (!addition.output().isEmpty()) {
      OutputFormat more = compile(addition.output(), KEY + ".extra_output", source, problems);
      if (more == null) {
        return null;
      }
      all = all.followedBy(more);
    }
    for (String field : addition.fields()) {
      Piece beside = beside(field, source, problems);
      if (beside == null) {
        return null;
      }
      all = all.with(beside);
    }
    for (Map.Entry<String, String> named : addition.formats().entrySet()) {
      OutputFormat value =
          compile(named.getValue(), KEY + ".extra_fields." + named.getKey(), source, problems);
      if (value == null) {
        return null;
      }
      all = all.with(new Named(named.getKey(), value));
    }
    return all;
  }

  /** A bare name is read as the only token of an output. */
  private static @Nullable Piece beside(String field, RuleSource source, Problems problems) {
    OutputFormat alone = compile("%" + field, KEY + ".extra_fields", source, problems);
    if (alone == null) {
      return null;
    }
    if (alone.only() instanceof Token token && token.carried().contains(token.shown())) {
      return new Beside(token.shown());
    }
    String near = FieldRegistry.longestField(field, source);
    problems.add(
        new SourceFile(KEY + ".extra_fields", field)
            .at(0)
            .error(
                "'" + field + "' is not a field",
                near == null ? null : "did you mean '" + near + "'?"));
    return null;
  }

  private static @Nullable OutputFormat compile(
      String text, String key, RuleSource source, Problems problems) {
    SourceFile place = new SourceFile(key, text);
    return OutputCompiler.compile(SourceText.of(text, place.at(0)), source, problems);
  }
}
