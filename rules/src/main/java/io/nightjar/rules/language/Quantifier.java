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

  /**
   * Whether it is enough that so many of the values fit; of no values none is enough.
   *
   * @param of how many values there are
   */
  public boolean holds(long fitting, int of) {
    return switch (this) {
      case SINGLE, ANY_OF -> fitting > 0;
      case ONE_OF -> fitting == 1;
      case ALL_OF -> fitting == of && of > 0;
    };
  }
}
