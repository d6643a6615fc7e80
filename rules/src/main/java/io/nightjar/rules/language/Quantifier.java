package io.nightjar.rules.language;

/** How many values of the right side have to fit: {@code startswith anyof (/a, /b)}. */
public enum Quantifier {
  SINGLE(""),
  ONE_OF("oneof"),
  ANY_OF("anyof"),
  ALL_OF("allof");

  private final String symbol;

  Quantifier(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }
}
