package io.nightjar.playbook.dialect;

import io.nightjar.playbook.dialect.Token.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a condition or a consequence into tokens and hands them out one by one. It knows only what
 * the dialect needs: whatever else Java would accept is refused here, before any grammar.
 */
final class Tokens {
  private static final List<String> LONG_SYMBOLS = List.of("==", "!=", "<=", ">=", "&&", "||");
  private static final String SHORT_SYMBOLS = "()[],.:;!<>-";

  private final List<Token> tokens = new ArrayList<>();
  private final String text;
  private int next;

  Tokens(String text) throws DialectException {
    this.text = text;
    int at = 0;
    while (at < text.length()) {
      at = read(at);
    }
    tokens.add(new Token(Kind.END, "", text.length(), text.length()));
  }

  /** Two names with a dot that are one property become one, at the place of the first. */
  private void joinNames() {
    int last = tokens.size() - 1;
    if (last < 2
        || tokens.get(last).kind() != Kind.NAME
        || !tokens.get(last - 1).is(".")
        || tokens.get(last - 2).kind() != Kind.NAME) {
      return;
    }
    Token first = tokens.get(last - 2);
    Token second = tokens.get(last);
    String property = Spelling.property(first.text(), second.text());
    if (property != null) {
      tokens.subList(last - 2, last + 1).clear();
      tokens.add(new Token(Kind.NAME, property, first.offset(), second.end()));
    }
  }

  Token peek() {
    return tokens.get(next);
  }

  Token peekSecond() {
    return tokens.get(Math.min(next + 1, tokens.size() - 1));
  }

  Token take() {
    Token token = tokens.get(next);
    if (token.kind() != Kind.END) {
      next++;
    }
    return token;
  }

  boolean takeIf(String symbol) {
    if (!peek().is(symbol)) {
      return false;
    }
    take();
    return true;
  }

  Token expect(Kind kind, String what) throws DialectException {
    if (peek().kind() != kind) {
      throw unexpected(what);
    }
    return take();
  }

  Token expect(String symbol) throws DialectException {
    if (!peek().is(symbol)) {
      throw unexpected("'" + symbol + "'");
    }
    return take();
  }

  DialectException unexpected(String wanted) {
    return new DialectException(
        peek().offset(), "expected " + wanted + ", found " + peek().describe(), "");
  }

  private int read(int at) throws DialectException {
    char c = text.charAt(at);
    if (Character.isWhitespace(c)) {
      return at + 1;
    }
    if (text.startsWith("//", at)) {
      int newline = text.indexOf('\n', at);
      return newline < 0 ? text.length() : newline;
    }
    if (text.startsWith("/*", at)) {
      int close = text.indexOf("*/", at + 2);
      return close < 0 ? text.length() : close + 2;
    }
    if (c == '"') {
      return readText(at);
    }
    if (isNameStart(c) || c == '$') {
      int end = endOf(at + 1, true);
      return add(c == '$' ? Kind.VARIABLE : Kind.NAME, text.substring(at, end), at, end);
    }
    if (c >= '0' && c <= '9') {
      int end = endOf(at, false);
      return add(Kind.NUMBER, text.substring(at, end), at, end);
    }
    return readSymbol(at);
  }

  private int readSymbol(int at) throws DialectException {
    for (String symbol : LONG_SYMBOLS) {
      if (text.startsWith(symbol, at)) {
        return add(Kind.SYMBOL, symbol, at, at + 2);
      }
    }
    char c = text.charAt(at);
    if (SHORT_SYMBOLS.indexOf(c) < 0) {
      throw new DialectException(
          at,
          "a playbook has no use for '" + c + "'",
          c == '\'' ? "texts stand in double quotes" : "");
    }
    return add(Kind.SYMBOL, String.valueOf(c), at, at + 1);
  }

  private int readText(int start) throws DialectException {
    StringBuilder value = new StringBuilder();
    for (int i = start + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        return add(Kind.TEXT, value.toString(), start, i + 1);
      }
      if (i - start > Bounds.TEXT) {
        throw new DialectException(
            start, "this text is longer than " + Bounds.TEXT + " characters", "say it shorter");
      }
      if (c == '\n') {
        break;
      }
      if (c == '\\') {
        i++;
        char escaped = i < text.length() ? text.charAt(i) : '?';
        if ("\"\\".indexOf(escaped) < 0) {
          throw new DialectException(
              i - 1, "this escape is not allowed in a text", "only \\\" and \\\\ are");
        }
        c = escaped;
      }
      value.append(c);
    }
    throw new DialectException(start, "this text has no end", "close it with \" on the same line");
  }

  private int add(Kind kind, String value, int start, int end) {
    tokens.add(new Token(kind, value, start, end));
    joinNames();
    return end;
  }

  private int endOf(int from, boolean letters) {
    int end = from;
    while (end < text.length() && isNamePart(text.charAt(end), letters)) {
      end++;
    }
    return end;
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isNamePart(char c, boolean letters) {
    return (c >= '0' && c <= '9') || (letters && isNameStart(c));
  }
}
