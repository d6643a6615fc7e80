package io.nightjar.playbook.dialect;

/**
 * One token of a condition or a consequence.
 *
 * @param text the name, the symbol, the number's digits, or the text literal without its quotes and
 *     escapes
 * @param offset where it starts, in characters from the start of the piece
 * @param end where it ends, exclusive
 */
record Token(Kind kind, String text, int offset, int end) {
  enum Kind {
    NAME,
    VARIABLE,
    TEXT,
    NUMBER,
    SYMBOL,
    END
  }

  boolean is(String symbol) {
    return (kind == Kind.SYMBOL || kind == Kind.NAME) && text.equals(symbol);
  }

  /** For messages. */
  String describe() {
    return switch (kind) {
      case END -> "the end";
      case TEXT -> '"' + text + '"';
      case NAME, VARIABLE, NUMBER, SYMBOL -> "'" + text + "'";
    };
  }
}
