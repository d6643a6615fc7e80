package io.nightjar.rules.language;

import java.util.List;
import java.util.stream.Collectors;

/** What may stand in the parentheses of a function of several values. */
public sealed interface Operand permits FieldReference, Literal, Operand.Several {
  Location at();

  /** As a rule writes it; equal for operands that mean the same. */
  String display();

  /** Several values in parentheses of their own. */
  record Several(List<Operand> elements, Location at) implements Operand {
    public Several {
      elements = List.copyOf(elements);
    }

    @Override
    public String display() {
      return elements.stream().map(Operand::display).collect(Collectors.joining(", ", "(", ")"));
    }
  }
}
