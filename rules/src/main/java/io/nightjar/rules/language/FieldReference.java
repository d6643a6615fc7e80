package io.nightjar.rules.language;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field as written on a side of a check or in an output, its name not yet looked up; or what
 * stands in the place of a field, a call.
 *
 * @param name of a call the name of its function, which no field has
 * @param argument what stood in the brackets, or null
 * @param transformers the innermost first
 * @param call null for a field
 */
public record FieldReference(
    String name,
    @Nullable String argument,
    List<Transformer> transformers,
    @Nullable Call call,
    Location at)
    implements Operand {
  public FieldReference {
    transformers = List.copyOf(transformers);
  }

  /** A field without transformers. */
  public static FieldReference of(String name, @Nullable String argument, Location at) {
    return new FieldReference(name, argument, List.of(), null, at);
  }

  /** The same without its transformers. */
  public FieldReference inner() {
    return new FieldReference(name, argument, List.of(), call, at);
  }

  FieldReference within(Transformer outer, Location outerAt) {
    List<Transformer> all = new ArrayList<>(transformers);
    all.add(outer);
    return new FieldReference(name, argument, all, call, outerAt);
  }

  /** The field without its transformers: {@code proc.aname[2]}. */
  public String bare() {
    String text = call == null ? name : call.display();
    return argument == null ? text : text + "[" + argument + "]";
  }

  /** The field as a rule writes it. */
  @Override
  public String display() {
    String text = bare();
    for (Transformer transformer : transformers) {
      text = transformer.symbol() + "(" + text + ")";
    }
    return text;
  }
}
