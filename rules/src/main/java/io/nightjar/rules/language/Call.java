package io.nightjar.rules.language;

import java.util.List;
import java.util.stream.Collectors;

/** A function of several values with what stands in its parentheses. */
public record Call(ValueFunction function, List<Operand> operands) {
  public Call {
    operands = List.copyOf(operands);
  }

  /** As a rule writes it. */
  public String display() {
    String all = operands.stream().map(Operand::display).collect(Collectors.joining(", "));
    return function == ValueFunction.CONSTANT ? all : function.symbol() + "(" + all + ")";
  }
}
