package io.nightjar.rules.language;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a field with its argument and what stands around it, in conditions and outputs: the
 * transformers of one value, and the functions of several values.
 */
final class FieldParser {
  private static final int NESTING_LIMIT = 32;
  private static final String NUMBER = "0[xX][0-9a-zA-Z]+|[+-]?[0-9]+[.]?[0-9]*([eE][+-][0-9]+)?";

  private final Scanner scanner;
  private int nesting;

  FieldParser(Scanner scanner) {
    this.scanner = scanner;
  }

  /** Whether a bare word is a number as conditions write it, decimal or hexadecimal. */
  static boolean isNumber(String word) {
    return word.matches(NUMBER);
  }

  /** A field or a call, or null having read nothing if neither begins here. */
  @Nullable FieldReference parse() throws SyntaxError {
    int start = scanner.position();
    String word = takeCalled();
    if (word == null) {
      return bareField(start);
    }
    Transformer transformer = Transformer.of(word);
    ValueFunction function = ValueFunction.of(word);
    if (transformer == null && function == null) {
      if (word.equals("val")) {
        throw new SyntaxError(
            scanner
                .at(start)
                .error("val() belongs on the right side of a comparison", "write the field alone"));
      }
      scanner.moveTo(start);
      return null;
    }
    return call(transformer, function, start);
  }

  /**
   * What stands instead of a constant on the right side: {@code val(field)} or a call; null having
   * read nothing if neither begins here.
   */
  @Nullable FieldReference parseRight() throws SyntaxError {
    int start = scanner.position();
    String word = takeCalled();
    if (word == null) {
      return null;
    }
    if (word.equals("val")) {
      return val(start);
    }
    scanner.moveTo(start);
    FieldReference call = parse();
    if (call == null) {
      List<String> known = new ArrayList<>(Transformer.symbols());
      known.addAll(List.of("val", "join", "concat", "getopt"));
      String near = Suggestion.didYouMean(word, known);
      throw new SyntaxError(
          scanner
              .at(start)
              .error(
                  "there is no transformer '" + word + "'",
                  near == null ? "quote the value if the parenthesis belongs to it" : near));
    }
    return call;
  }

  /** An identifier that an opening parenthesis follows, which is read too; or null. */
  private @Nullable String takeCalled() {
    int start = scanner.position();
    String word = scanner.takeIdentifier();
    if (word != null && scanner.take('(')) {
      return word;
    }
    scanner.moveTo(start);
    return null;
  }

  private FieldReference val(int start) throws SyntaxError {
    scanner.skipBlanks();
    int inside = scanner.position();
    FieldReference field = bareField(inside);
    if (field == null) {
      throw new SyntaxError(
          scanner
              .at(inside)
              .error(
                  "expected a field inside val( ), found '" + scanner.glimpse() + "'",
                  "a transformer stands without val()"));
    }
    close("val");
    return new FieldReference(field.name(), field.argument(), List.of(), null, scanner.at(start));
  }

  private FieldReference call(
      @Nullable Transformer transformer, @Nullable ValueFunction function, int start)
      throws SyntaxError {
    if (++nesting > NESTING_LIMIT) {
      throw new SyntaxError(scanner.at(start).error("transformers are nested too deeply"));
    }
    String symbol =
        transformer != null ? transformer.symbol() : function == null ? "" : function.symbol();
    List<Operand> operands = operands(symbol);
    close(symbol);
    FieldReference reference =
        transformer == null
            ? function(function == null ? ValueFunction.CONSTANT : function, operands, start)
            : transformed(transformer, operands, start);
    nesting--;
    return reference;
  }

  private FieldReference function(ValueFunction function, List<Operand> operands, int start)
      throws SyntaxError {
    String argument = scanner.take('[') ? argument() : null;
    return new FieldReference(
        function.symbol(), argument, List.of(), new Call(function, operands), scanner.at(start));
  }

  private FieldReference transformed(Transformer transformer, List<Operand> operands, int start)
      throws SyntaxError {
    if (operands.size() != 1) {
      throw new SyntaxError(scanner.at(start).error(transformer.symbol() + "() takes one value"));
    }
    Location at = scanner.at(start);
    if (operands.getFirst() instanceof FieldReference field) {
      return field.within(transformer, at);
    }
    Call constant = new Call(ValueFunction.CONSTANT, operands);
    return new FieldReference(
        ValueFunction.CONSTANT.symbol(), null, List.of(transformer), constant, at);
  }

  private List<Operand> operands(String symbol) throws SyntaxError {
    List<Operand> operands = new ArrayList<>();
    do {
      scanner.skipBlanks();
      int start = scanner.position();
      operands.add(scanner.take('(') ? several(start) : operand(symbol));
      scanner.skipBlanks();
    } while (scanner.take(','));
    return operands;
  }

  private Operand.Several several(int start) throws SyntaxError {
    List<Operand> elements = new ArrayList<>();
    scanner.skipBlanks();
    if (!scanner.take(')')) {
      do {
        scanner.skipBlanks();
        elements.add(operand("("));
        scanner.skipBlanks();
      } while (scanner.take(','));
      close("(");
    }
    return new Operand.Several(elements, scanner.at(start));
  }

  private Operand operand(String where) throws SyntaxError {
    int start = scanner.position();
    if (scanner.peek() == '"' || scanner.peek() == '\'') {
      return new Literal(scanner.takeQuoted(), scanner.at(start));
    }
    FieldReference field = parse();
    if (field != null) {
      return field;
    }
    String number = scanner.takeBare();
    if (isNumber(number)) {
      return new Literal(number, scanner.at(start));
    }
    scanner.moveTo(start);
    String found = scanner.atEnd() ? "the end" : "'" + scanner.glimpse() + "'";
    String inside = where.equals("(") ? "in the list" : "inside " + where + "( )";
    throw new SyntaxError(
        scanner.here().error("expected a field " + inside + ", found " + found, "quote a text"));
  }

  private void close(String symbol) throws SyntaxError {
    scanner.skipBlanks();
    if (!scanner.take(')')) {
      String what = symbol.equals("(") ? "the list" : symbol + "(";
      throw new SyntaxError(scanner.here().error("expected ')' after the last value of " + what));
    }
  }

  private @Nullable FieldReference bareField(int start) throws SyntaxError {
    String name = scanner.takeFieldName();
    if (name == null) {
      return null;
    }
    String argument = scanner.take('[') ? argument() : null;
    return FieldReference.of(name, argument, scanner.at(start));
  }

  private String argument() throws SyntaxError {
    int start = scanner.position();
    boolean quoted = scanner.peek() == '"' || scanner.peek() == '\'';
    String argument = quoted ? scanner.takeQuoted() : scanner.takeArgument();
    if (!scanner.take(']')) {
      throw new SyntaxError(
          scanner.at(start).error("the argument of the field is not closed with ']'"));
    }
    if (argument.isEmpty()) {
      throw new SyntaxError(scanner.at(start).error("the argument of the field is empty"));
    }
    return argument;
  }
}
