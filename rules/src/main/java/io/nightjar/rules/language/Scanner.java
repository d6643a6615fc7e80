package io.nightjar.rules.language;

import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads a text token by token. The grammar decides what is a token by where it stands ({@code
 * /etc/*} is a bare string on the right of an operator and nothing on the left), so the parser asks
 * for what it wants instead of being handed a stream.
 */
final class Scanner {
  private static final String BLANKS = " \t\n\r\b";
  private static final String BARE_STOP = BLANKS + "()\"'=,";
  private static final String ARGUMENT_STOP = BLANKS + "[]\"'";

  private final SourceText source;
  private final String text;
  private int position;

  Scanner(SourceText source) {
    this.source = source;
    this.text = source.text();
  }

  int position() {
    return position;
  }

  void moveTo(int newPosition) {
    position = newPosition;
  }

  boolean atEnd() {
    return position >= text.length();
  }

  Location here() {
    return source.at(position);
  }

  Location at(int index) {
    return source.at(index);
  }

  char peek() {
    return atEnd() ? '\0' : text.charAt(position);
  }

  void skipBlanks() {
    while (!atEnd() && isBlank(peek())) {
      position++;
    }
  }

  boolean take(char c) {
    if (!atEnd() && peek() == c) {
      position++;
      return true;
    }
    return false;
  }

  boolean take(String token) {
    if (text.startsWith(token, position)) {
      position += token.length();
      return true;
    }
    return false;
  }

  /** A word that ends in a blank, an opening parenthesis, or with the text. */
  boolean takeWord(String word) {
    return takeWord(word, '(');
  }

  /** A word that ends in a blank, a certain parenthesis, or with the text. */
  boolean takeWord(String word, char parenthesis) {
    int end = position + word.length();
    if (!text.startsWith(word, position)) {
      return false;
    }
    if (end < text.length() && !isBlank(text.charAt(end)) && text.charAt(end) != parenthesis) {
      return false;
    }
    position = end;
    return true;
  }

  /** {@code [a-zA-Z][a-zA-Z0-9_]*} or null. */
  @Nullable String takeIdentifier() {
    if (atEnd() || !isLetter(peek())) {
      return null;
    }
    return takeWhile(Scanner::isIdentifierPart);
  }

  /** An identifier with at least one dotted part, or null, having read nothing. */
  @Nullable String takeFieldName() {
    int start = position;
    boolean dotted = false;
    if (takeIdentifier() == null) {
      return null;
    }
    while (position + 1 < text.length() && peek() == '.' && isLetter(text.charAt(position + 1))) {
      position++;
      takeIdentifier();
      dotted = true;
    }
    if (!dotted) {
      position = start;
      return null;
    }
    return text.substring(start, position);
  }

  /** The characters of a bare string, possibly none. */
  String takeBare() {
    return takeWhile(c -> BARE_STOP.indexOf(c) < 0);
  }

  /** The characters of an unquoted field argument, possibly none. */
  String takeArgument() {
    return takeWhile(c -> ARGUMENT_STOP.indexOf(c) < 0);
  }

  /** Up to the next blank or bracket; what an error message shows as the offending token. */
  String glimpse() {
    int start = position;
    String token = takeWhile(c -> BLANKS.indexOf(c) < 0 && c != '(' && c != ')' && c != ',');
    position = start;
    if (token.isEmpty() && !atEnd()) {
      token = String.valueOf(peek());
    }
    return token.length() > 40 ? token.substring(0, 40) + "…" : token;
  }

  String takeWhile(IntPredicate wanted) {
    int start = position;
    while (!atEnd() && wanted.test(peek())) {
      position++;
    }
    return text.substring(start, position);
  }

  /** A quoted string with its escapes resolved; the scanner stands on the opening quote. */
  String takeQuoted() throws SyntaxError {
    int start = position;
    char quote = peek();
    position++;
    StringBuilder value = new StringBuilder();
    while (!atEnd()) {
      char c = peek();
      position++;
      if (c == quote) {
        return value.toString();
      }
      value.append(c == '\\' ? escape(quote) : c);
    }
    throw new SyntaxError(at(start).error("the string that begins here has no closing " + quote));
  }

  private char escape(char quote) throws SyntaxError {
    char c = peek();
    position++;
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      // rules that escape a blank have always got the backslash
      case '\\', ' ' -> '\\';
      case '/' -> '/';
      default -> {
        if (c == quote) {
          yield c;
        }
        throw new SyntaxError(
            at(position - 2).error("unknown escape in a string", "write \\\\ for a backslash"));
      }
    };
  }

  static boolean isBlank(int c) {
    return BLANKS.indexOf(c) >= 0;
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  private static boolean isIdentifierPart(int c) {
    return isLetter(c) || (c >= '0' && c <= '9') || c == '_';
  }
}
