package io.nightjar.rules.language;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field as written on the left of a check or in an output, its name not yet looked up.
 *
 * @param argument what stood in the brackets, or null
 * @param transformers the innermost first
 */
public record FieldReference(
    String name, @Nullable String argument, List<Transformer> transformers, Location at) {
  public FieldReference {
    transformers = List.copyOf(transformers);
  }

  /** The field without its transformers: {@code proc.aname[2]}. */
  public String bare() {
    return argument == null ? name : name + "[" + argument + "]";
  }

  /** The field as a rule writes it. */
  public String display() {
    String text = bare();
    for (Transformer transformer : transformers) {
      text = transformer.symbol() + "(" + text + ")";
    }
    return text;
  }
}
