package io.nightjar.rules.language;

import java.util.ArrayList;
import java.util.List;

/**
 * An output as written: literal text and {@code %20field[argument]} tokens in their order.
 *
 * @param pieces never two literal texts in a row
 */
public record OutputTemplate(List<Piece> pieces) {
  private static final int WIDEST = 4096;

  public OutputTemplate {
    pieces = List.copyOf(pieces);
  }

  /** A part of an output. */
  public sealed interface Piece {}

  /** Text that is printed as it is. */
  public record Text(String text) implements Piece {}

  /** A field; a width above 0 pads or cuts its text to that many characters. */
  public record Token(FieldReference field, int width) implements Piece {}

  /** Splits the text of an output; a percent sign that no field follows is a mistake. */
  public static OutputTemplate parse(SourceText source) throws SyntaxError {
    Scanner scanner = new Scanner(source);
    List<Piece> pieces = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    while (!scanner.atEnd()) {
      literal.append(scanner.takeWhile(c -> c != '%'));
      if (scanner.atEnd()) {
        break;
      }
      Location percent = scanner.here();
      scanner.take('%');
      if (scanner.take('%')) {
        literal.append('%');
        continue;
      }
      if (!literal.isEmpty()) {
        pieces.add(new Text(literal.toString()));
        literal.setLength(0);
      }
      pieces.add(token(scanner, percent));
    }
    if (!literal.isEmpty()) {
      pieces.add(new Text(literal.toString()));
    }
    return new OutputTemplate(pieces);
  }

  private static Token token(Scanner scanner, Location percent) throws SyntaxError {
    String digits = scanner.takeWhile(c -> c >= '0' && c <= '9');
    int width = digits.isEmpty() ? 0 : digits.length() > 4 ? WIDEST + 1 : Integer.parseInt(digits);
    if (width > WIDEST) {
      throw new SyntaxError(percent.error("a width of more than " + WIDEST + " characters"));
    }
    FieldReference field = new FieldParser(scanner).parse();
    if (field == null) {
      throw new SyntaxError(
          percent.error(
              "'%' is not followed by a field, found '" + scanner.glimpse() + "'",
              "write %% for a percent sign"));
    }
    return new Token(field, width);
  }
}
