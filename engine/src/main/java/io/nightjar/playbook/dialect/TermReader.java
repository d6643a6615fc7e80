package io.nightjar.playbook.dialect;

import io.nightjar.playbook.dialect.Token.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a condition that {@link ConditionCheck} has accepted. It is more lenient than the check and
 * never fails: what it does not know is {@link Term.Unread}.
 */
final class TermReader {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

  private final Tokens tokens;
  private final int base;

  private TermReader(Tokens tokens, int base) {
    this.tokens = tokens;
    this.base = base;
  }

  /**
   * @param base offset of the text in its file
   */
  static Term read(String text, int base) {
    try {
      TermReader reader = new TermReader(new Tokens(text), base);
      Term term = reader.whole();
      return reader.tokens.peek().kind() == Kind.END ? term : new Term.Unread(text.strip(), base);
    } catch (DialectException e) {
      return new Term.Unread(text.strip(), base);
    }
  }

  private Term whole() throws DialectException {
    if (tokens.peek().kind() == Kind.VARIABLE && tokens.peekSecond().is(":")) {
      Token variable = tokens.take();
      tokens.expect(":");
      return new Term.Bind(variable.text(), value(), at(variable));
    }
    return any();
  }

  private Term any() throws DialectException {
    int offset = at(tokens.peek());
    List<Term> terms = new ArrayList<>();
    do {
      terms.add(all());
    } while (tokens.takeIf("||"));
    return terms.size() == 1 ? terms.getFirst() : new Term.Any(terms, offset);
  }

  private Term all() throws DialectException {
    int offset = at(tokens.peek());
    List<Term> terms = new ArrayList<>();
    do {
      terms.add(unary());
    } while (tokens.takeIf("&&"));
    return terms.size() == 1 ? terms.getFirst() : new Term.All(terms, offset);
  }

  private Term unary() throws DialectException {
    int offset = at(tokens.peek());
    if (tokens.takeIf("!")) {
      return new Term.Not(unary(), offset);
    }
    if (tokens.takeIf("(")) {
      Term inner = any();
      tokens.expect(")");
      return inner;
    }
    return relation(offset);
  }

  private Term relation(int offset) throws DialectException {
    if (tokens.peek().is("this") && !tokens.peekSecond().is(".")) {
      tokens.take();
      return temporal(offset);
    }
    Value left = value();
    Token operator = tokens.peek();
    if (operator.kind() == Kind.SYMBOL && COMPARISONS.contains(operator.text())) {
      tokens.take();
      return new Term.Compare(left, operator.text(), value(), offset);
    }
    boolean negated = tokens.takeIf("not");
    if (tokens.takeIf("in")) {
      tokens.expect("(");
      List<Value> values = new ArrayList<>();
      do {
        values.add(value());
      } while (tokens.takeIf(","));
      tokens.expect(")");
      return new Term.In(left, negated, values, offset);
    }
    if (tokens.takeIf("contains")) {
      return new Term.Contains(left, negated, value(), offset);
    }
    return new Term.Is(left, offset);
  }

  private Term temporal(int offset) throws DialectException {
    Token operator = tokens.expect(Kind.NAME, "before or after");
    tokens.expect("[");
    Duration from = duration();
    tokens.expect(",");
    Duration to = duration();
    tokens.expect("]");
    Token variable = tokens.expect(Kind.VARIABLE, "a variable");
    return new Term.Temporal(operator.is("after"), from, to, variable.text(), offset);
  }

  private Duration duration() throws DialectException {
    Token number = tokens.expect(Kind.NUMBER, "a duration");
    Token unit = tokens.expect(Kind.NAME, "a unit");
    return Durations.parse(number.text() + unit.text())
        .orElseThrow(() -> new DialectException(number.offset(), "no duration", ""));
  }

  private Value value() throws DialectException {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case TEXT -> new Value.Text(tokens.take().text());
      case NUMBER -> new Value.Whole(number(tokens.take(), false));
      case NAME, VARIABLE -> path();
      case SYMBOL, END -> {
        tokens.expect("-");
        yield new Value.Whole(number(tokens.expect(Kind.NUMBER, "a number"), true));
      }
    };
  }

  private static long number(Token token, boolean negative) throws DialectException {
    try {
      return negative ? -Long.parseLong(token.text()) : Long.parseLong(token.text());
    } catch (NumberFormatException e) {
      throw new DialectException(token.offset(), "too great a number", "");
    }
  }

  private Value path() throws DialectException {
    Token first = tokens.take();
    if (first.is("true") || first.is("false")) {
      return new Value.Truth(first.is("true"));
    }
    Value.Path path = new Value.Path(List.of(step(first)));
    while (tokens.takeIf(".")) {
      path = path.with(step(tokens.expect(Kind.NAME, "a name")));
    }
    return path;
  }

  private Value.Step step(Token name) throws DialectException {
    if (!tokens.takeIf("(")) {
      return new Value.Step(name.text(), false, List.of());
    }
    List<Value> arguments = new ArrayList<>();
    while (!tokens.takeIf(")")) {
      arguments.add(value());
      tokens.takeIf(",");
    }
    return new Value.Step(name.text(), true, arguments);
  }

  private int at(Token token) {
    return base + token.offset();
  }
}
