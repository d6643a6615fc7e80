package io.nightjar.rules.language;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of a condition into its tree. {@code or} binds weaker than {@code and}, that
 * weaker than {@code not}. Stops at the first mistake.
 */
public final class ConditionParser {
  /** Deepest nesting of parentheses, the limit of Falco's own parser. */
  public static final int DEPTH_LIMIT = 1000;

  private final Scanner scanner;
  private final FieldParser fields;
  private int depth;

  private ConditionParser(SourceText source) {
    this.scanner = new Scanner(source);
    this.fields = new FieldParser(scanner);
  }

  /** The tree of a condition that is not empty. */
  public static Expression parse(SourceText source) throws SyntaxError {
    ConditionParser parser = new ConditionParser(source);
    Expression expression = parser.or();
    parser.expectEnd();
    return expression;
  }

  private void expectEnd() throws SyntaxError {
    scanner.skipBlanks();
    if (scanner.atEnd()) {
      return;
    }
    String token = scanner.glimpse();
    if (token.equals(")")) {
      throw new SyntaxError(scanner.here().error("')' closes nothing"));
    }
    String hint = Suggestion.didYouMean(token, List.of("and", "or"));
    throw new SyntaxError(
        scanner.here().error("expected 'and', 'or' or the end, found '" + token + "'", hint));
  }

  private Expression or() throws SyntaxError {
    Location start = start();
    List<Expression> operands = new ArrayList<>();
    operands.add(and());
    while (takeConnective("or")) {
      operands.add(and());
    }
    return operands.size() == 1 ? operands.get(0) : new Expression.Or(operands, start);
  }

  private Expression and() throws SyntaxError {
    Location start = start();
    List<Expression> operands = new ArrayList<>();
    operands.add(not());
    while (takeConnective("and")) {
      operands.add(not());
    }
    return operands.size() == 1 ? operands.get(0) : new Expression.And(operands, start);
  }

  private Expression not() throws SyntaxError {
    Location start = start();
    boolean negated = false;
    while (takeConnective("not")) {
      negated = !negated;
      scanner.skipBlanks();
    }
    Expression operand = check();
    return negated ? new Expression.Not(operand, start) : operand;
  }

  private Location start() {
    scanner.skipBlanks();
    return scanner.here();
  }

  private boolean takeConnective(String word) throws SyntaxError {
    scanner.skipBlanks();
    if (!scanner.takeWord(word)) {
      return false;
    }
    if (scanner.atEnd()) {
      throw new SyntaxError(scanner.here().error("the condition ends after '" + word + "'"));
    }
    return true;
  }

  private Expression check() throws SyntaxError {
    scanner.skipBlanks();
    if (scanner.atEnd()) {
      throw new SyntaxError(
          scanner.here().error("the condition ends where a check or a macro has to stand"));
    }
    int start = scanner.position();
    if (scanner.take('(')) {
      return group(start);
    }
    FieldReference field = fields.parse();
    if (field != null) {
      return comparison(field);
    }
    String name = scanner.takeIdentifier();
    if (name == null) {
      throw new SyntaxError(
          scanner
              .here()
              .error("expected a field, a macro or '(', found '" + scanner.glimpse() + "'"));
    }
    refuseConnective(name, start);
    refuseUndottedField(name, start);
    return new Expression.Name(name, scanner.at(start));
  }

  private Expression group(int start) throws SyntaxError {
    if (++depth > DEPTH_LIMIT) {
      throw new SyntaxError(
          scanner.at(start).error("parentheses are nested deeper than " + DEPTH_LIMIT));
    }
    Expression inner = or();
    scanner.skipBlanks();
    if (!scanner.take(')')) {
      if (scanner.atEnd()) {
        throw new SyntaxError(scanner.at(start).error("'(' is never closed"));
      }
      String token = scanner.glimpse();
      String hint = Suggestion.didYouMean(token, List.of("and", "or"));
      throw new SyntaxError(
          scanner.here().error("expected 'and', 'or' or ')', found '" + token + "'", hint));
    }
    depth--;
    return inner;
  }

  private void refuseConnective(String name, int start) throws SyntaxError {
    if (name.equals("and") || name.equals("or") || name.equals("not")) {
      throw new SyntaxError(
          scanner.at(start).error("expected a check or a macro, found '" + name + "'"));
    }
  }

  /** {@code name = sh}: a field without a dot would otherwise pass for a macro. */
  private void refuseUndottedField(String name, int start) throws SyntaxError {
    int end = scanner.position();
    scanner.skipBlanks();
    boolean compared = !scanner.atEnd() && "=!<>".indexOf(scanner.peek()) >= 0;
    scanner.moveTo(end);
    if (compared) {
      throw new SyntaxError(
          scanner
              .at(start)
              .error("'" + name + "' is not a field", "a field has a dot, like proc.name"));
    }
  }

  private Expression comparison(FieldReference field) throws SyntaxError {
    scanner.skipBlanks();
    Location at = scanner.here();
    Operator operator = operator(field);
    Quantifier quantifier = Quantifier.SINGLE;
    if (operator.operand() == Operator.Operand.TEXT) {
      quantifier = quantifier();
    }
    scanner.skipBlanks();
    FieldReference other = operator == Operator.EXISTS ? null : right(quantifier);
    List<Literal> values = other == null ? values(operator, quantifier) : List.of();
    return new Expression.Check(field, operator, quantifier, values, other, at);
  }

  private @Nullable FieldReference right(Quantifier quantifier) throws SyntaxError {
    return quantifier == Quantifier.SINGLE ? fields.parseRight() : null;
  }

  private List<Literal> values(Operator operator, Quantifier quantifier) throws SyntaxError {
    if (quantifier != Quantifier.SINGLE) {
      return list(quantifier.symbol());
    }
    String after = "after '" + operator.symbol() + "'";
    return switch (operator.operand()) {
      case NONE -> List.of();
      case NUMBER -> List.of(number(after));
      case TEXT -> List.of(value(after));
      case LIST -> list(operator.symbol());
    };
  }

  private Literal number(String where) throws SyntaxError {
    boolean quoted = scanner.peek() == '"' || scanner.peek() == '\'';
    Literal value = value(where);
    if (quoted || !FieldParser.isNumber(value.text())) {
      throw new SyntaxError(
          value
              .at()
              .error(
                  "expected a number " + where + ", found '" + value.text() + "'",
                  "texts are compared with = or contains, fields with val(…)"));
    }
    return value;
  }

  private Operator operator(FieldReference field) throws SyntaxError {
    if (scanner.take("==")) {
      return Operator.EQUAL;
    }
    Operator found = null;
    for (Operator candidate : Operator.values()) {
      boolean longer = found == null || candidate.symbol().length() > found.symbol().length();
      if (longer && startsHere(candidate)) {
        found = candidate;
      }
    }
    if (found == null) {
      String token = scanner.glimpse();
      String hint = Suggestion.didYouMean(token, new TreeSet<>(Operator.symbols()));
      String what = token.isEmpty() ? "the condition ends" : "found '" + token + "'";
      throw new SyntaxError(
          scanner
              .here()
              .error("expected an operator after " + field.display() + ", " + what, hint));
    }
    scanner.take(found.symbol());
    return found;
  }

  private boolean startsHere(Operator operator) {
    int start = scanner.position();
    char end = operator == Operator.EXISTS ? ')' : '(';
    boolean starts =
        operator.isWord()
            ? scanner.takeWord(operator.symbol(), end)
            : scanner.take(operator.symbol());
    scanner.moveTo(start);
    return starts;
  }

  private Quantifier quantifier() {
    scanner.skipBlanks();
    for (Quantifier quantifier : Quantifier.values()) {
      if (quantifier != Quantifier.SINGLE && startsList(quantifier.symbol())) {
        return quantifier;
      }
    }
    return Quantifier.SINGLE;
  }

  /** Takes the word only where a list follows it, since it may also be a plain value. */
  private boolean startsList(String word) {
    int start = scanner.position();
    if (scanner.takeWord(word)) {
      scanner.skipBlanks();
      if (scanner.peek() == '(') {
        return true;
      }
    }
    scanner.moveTo(start);
    return false;
  }

  private List<Literal> list(String operator) throws SyntaxError {
    scanner.skipBlanks();
    int start = scanner.position();
    if (!scanner.take('(')) {
      return List.of(bareWord(operator, start));
    }
    List<Literal> values = new ArrayList<>();
    scanner.skipBlanks();
    if (scanner.take(')')) {
      return values;
    }
    while (true) {
      scanner.skipBlanks();
      values.add(value("in the list"));
      scanner.skipBlanks();
      if (scanner.take(')')) {
        return values;
      }
      if (scanner.atEnd()) {
        throw new SyntaxError(scanner.at(start).error("the list that begins here is never closed"));
      }
      if (!scanner.take(',')) {
        throw new SyntaxError(
            scanner
                .here()
                .error("expected ',' or ')' in the list, found '" + scanner.glimpse() + "'"));
      }
    }
  }

  private Literal value(String where) throws SyntaxError {
    int start = scanner.position();
    if (scanner.peek() == '"' || scanner.peek() == '\'') {
      return new Literal(scanner.takeQuoted(), scanner.at(start));
    }
    String text = scanner.takeBare();
    if (text.isEmpty()) {
      String found = scanner.atEnd() ? "the condition ends" : "found '" + scanner.glimpse() + "'";
      throw new SyntaxError(scanner.here().error("expected a value " + where + ", " + found));
    }
    return new Literal(text, scanner.at(start));
  }

  /** A single word may stand without parentheses: {@code proc.name in sh}. */
  private Literal bareWord(String operator, int start) throws SyntaxError {
    String word = scanner.takeIdentifier();
    boolean connective = word != null && List.of("and", "or", "not").contains(word);
    if (word == null || connective) {
      scanner.moveTo(start);
      throw new SyntaxError(
          scanner
              .here()
              .error(
                  "expected '(' after '" + operator + "', found '" + scanner.glimpse() + "'",
                  "write the values as (a, b), a list as (its_name)"));
    }
    return new Literal(word, scanner.at(start));
  }
}
