package io.nightjar.rules.language;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a field with its argument and the transformers around it, in conditions and outputs. */
final class FieldParser {
  private static final List<String> LATER_TRANSFORMERS =
      List.of("b64", "join", "concat", "getopt", "val");
  private static final int NESTING_LIMIT = 32;

  private final Scanner scanner;

  FieldParser(Scanner scanner) {
    this.scanner = scanner;
  }

  /** A field or a transformer call, or null having read nothing if neither begins here. */
  @Nullable FieldReference parse() throws SyntaxError {
    int start = scanner.position();
    List<Transformer> outermostFirst = new ArrayList<>();
    while (startsTransformer(outermostFirst)) {
      if (outermostFirst.size() > NESTING_LIMIT) {
        throw new SyntaxError(scanner.at(start).error("transformers are nested too deeply"));
      }
    }
    FieldReference field = bareField(start);
    if (field == null) {
      if (outermostFirst.isEmpty()) {
        return null;
      }
      throw new SyntaxError(
          scanner.here().error("expected a field inside " + last(outermostFirst).symbol() + "( )"));
    }
    for (int i = 0; i < outermostFirst.size(); i++) {
      scanner.skipBlanks();
      if (!scanner.take(')')) {
        throw new SyntaxError(
            scanner.here().error("expected ')' after the argument of a transformer"));
      }
    }
    return new FieldReference(
        field.name(), field.argument(), outermostFirst.reversed(), scanner.at(start));
  }

  private boolean startsTransformer(List<Transformer> found) throws SyntaxError {
    int start = scanner.position();
    String word = scanner.takeIdentifier();
    if (word != null && scanner.peek() == '(') {
      Transformer transformer = Transformer.of(word);
      if (transformer != null) {
        scanner.take('(');
        scanner.skipBlanks();
        found.add(transformer);
        return true;
      }
      if (LATER_TRANSFORMERS.contains(word)) {
        throw new SyntaxError(
            scanner
                .at(start)
                .error(
                    "the transformer " + word + "() is not supported",
                    "supported are tolower, toupper, basename and len"));
      }
    }
    scanner.moveTo(start);
    return false;
  }

  private @Nullable FieldReference bareField(int start) throws SyntaxError {
    String name = scanner.takeFieldName();
    if (name == null) {
      return null;
    }
    String argument = scanner.take('[') ? argument() : null;
    return new FieldReference(name, argument, List.of(), scanner.at(start));
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

  private static Transformer last(List<Transformer> transformers) {
    return transformers.get(transformers.size() - 1);
  }
}
