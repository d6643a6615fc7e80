package io.nightjar.rules.language;

import java.util.Arrays;
import java.util.List;

/** The comparison of a check, with the way it is written. */
public enum Operator {
  EQUAL("=", Operand.TEXT),
  NOT_EQUAL("!=", Operand.TEXT),
  LESS("<", Operand.NUMBER),
  LESS_OR_EQUAL("<=", Operand.NUMBER),
  GREATER(">", Operand.NUMBER),
  GREATER_OR_EQUAL(">=", Operand.NUMBER),
  CONTAINS("contains", Operand.TEXT),
  ICONTAINS("icontains", Operand.TEXT),
  STARTS_WITH("startswith", Operand.TEXT),
  ENDS_WITH("endswith", Operand.TEXT),
  GLOB("glob", Operand.TEXT),
  IGLOB("iglob", Operand.TEXT),
  REGEX("regex", Operand.TEXT),
  BINARY_CONTAINS("bcontains", Operand.TEXT),
  BINARY_STARTS_WITH("bstartswith", Operand.TEXT),
  IN("in", Operand.LIST),
  INTERSECTS("intersects", Operand.LIST),
  PATH_MATCH("pmatch", Operand.LIST),
  EXISTS("exists", Operand.NONE);

  /** What is written on the right side. */
  public enum Operand {
    NONE,
    NUMBER,
    TEXT,
    LIST
  }

  private final String symbol;
  private final Operand operand;

  Operator(String symbol, Operand operand) {
    this.symbol = symbol;
    this.operand = operand;
  }

  public String symbol() {
    return symbol;
  }

  public Operand operand() {
    return operand;
  }

  /** True for operators that are words and so need a blank after them. */
  boolean isWord() {
    return Character.isLetter(symbol.charAt(0));
  }

  /** Every way an operator can be written, for suggestions. */
  public static List<String> symbols() {
    return Arrays.stream(values()).map(Operator::symbol).toList();
  }
}
