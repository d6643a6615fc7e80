package io.nightjar.playbook.dialect;

import io.nightjar.playbook.dialect.Token.Kind;
import io.nightjar.playbook.dialect.Vocabulary.FactType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks one constraint of a pattern by a grammar of its own that is far smaller than DRL's: what
 * it does not know is refused, so nothing that a constraint could call has to be forbidden by name.
 *
 * <pre>
 * constraint = [ variable ":" ] or
 * or         = and { "||" and }
 * and        = unary { "&amp;&amp;" unary }
 * unary      = "!" unary | "(" or ")" | relation
 * relation   = "this" ("before" | "after") "[" duration "," duration "]" variable
 *            | operand [ comparison operand | ["not"] "in" "(" operands ")" | ["not"] "contains" operand ]
 * operand    = text | number | "true" | "false" | path
 * path       = ( "this" | variable | name ) { "." name } with at most one method call at its end
 * </pre>
 */
final class ConditionCheck {
  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> EQUALITY = Set.of("==", "!=");

  private final PathCheck paths;
  private final Tokens tokens;
  private final @Nullable FactType fact;
  private final Scope scope;
  private final Vocabulary vocabulary;
  private final List<Literal> literals = new ArrayList<>();
  private final Set<String> temporalOperators = new HashSet<>();

  /** A text literal that is compared with a property, so that its spelling can be checked. */
  record Literal(String property, String text, int offset) {}

  /**
   * @param fact the pattern's type; null in the result constraints of an accumulate
   */
  ConditionCheck(String text, @Nullable FactType fact, Scope scope, Vocabulary vocabulary)
      throws DialectException {
    this.tokens = new Tokens(text);
    this.fact = fact;
    this.scope = scope;
    this.vocabulary = vocabulary;
    this.paths = new PathCheck(tokens, fact, scope, vocabulary);
  }

  void check() throws DialectException {
    if (tokens.peek().kind() == Kind.VARIABLE && tokens.peekSecond().is(":")) {
      binding();
    } else {
      or();
    }
    if (tokens.peek().kind() != Kind.END) {
      throw tokens.unexpected("the end of this condition");
    }
  }

  List<Literal> literals() {
    return literals;
  }

  /** Which of before and after it uses. */
  Set<String> temporalOperators() {
    return temporalOperators;
  }

  Set<String> usedVariables() {
    return paths.usedVariables();
  }

  private void binding() throws DialectException {
    Token variable = tokens.take();
    tokens.expect(":");
    Operand bound = operand();
    if (tokens.peek().kind() != Kind.END) {
      throw new DialectException(
          tokens.peek().offset(),
          "a binding stands alone",
          "write two conditions: " + variable.text() + " : property, property == …");
    }
    scope.bind(variable.text(), bound.type());
  }

  private void or() throws DialectException {
    do {
      and();
    } while (tokens.takeIf("||"));
  }

  private void and() throws DialectException {
    do {
      unary();
    } while (tokens.takeIf("&&"));
  }

  private void unary() throws DialectException {
    if (tokens.takeIf("!")) {
      unary();
    } else if (tokens.takeIf("(")) {
      or();
      tokens.expect(")");
    } else {
      relation();
    }
  }

  private void relation() throws DialectException {
    Token start = tokens.peek();
    if (start.is("this") && !tokens.peekSecond().is(".")) {
      tokens.take();
      temporal();
      return;
    }
    Operand left = operand();
    Token operator = tokens.peek();
    if (COMPARISONS.contains(operator.text()) && operator.kind() == Kind.SYMBOL) {
      tokens.take();
      compare(left, operator, operand());
    } else if (operator.is("not") || operator.is("in") || operator.is("contains")) {
      membership(left);
    } else if (operator.kind() == Kind.NAME) {
      throw unknownOperator(operator);
    } else if (left.type().kind() != ValueType.Kind.TRUTH) {
      throw new DialectException(
          start.offset(),
          "this is " + left.type().kind().spoken() + ", not a condition",
          "compare it: … == …");
    }
  }

  private void membership(Operand left) throws DialectException {
    tokens.takeIf("not");
    Token operator = tokens.take();
    if (operator.is("in")) {
      tokens.expect("(");
      do {
        compare(left, new Token(Kind.SYMBOL, "==", operator.offset(), operator.end()), operand());
      } while (tokens.takeIf(","));
      tokens.expect(")");
    } else if (operator.is("contains")) {
      requireKind(left, ValueType.Kind.TEXTS, "contains needs a list of texts on its left");
      Operand right = operand();
      requireKind(right, ValueType.Kind.TEXT, "contains needs a text on its right");
      note(left, right);
    } else {
      throw new DialectException(operator.offset(), "expected 'in' or 'contains' after 'not'", "");
    }
  }

  private void temporal() throws DialectException {
    Token operator = tokens.expect(Kind.NAME, "'before' or 'after'");
    if (!operator.is("before") && !operator.is("after")) {
      throw unknownOperator(operator);
    }
    temporalOperators.add(operator.text());
    if (!tokens.takeIf("[")) {
      throw new DialectException(
          operator.offset(),
          "say from when until when",
          "such as " + operator.text() + "[0s,5m]; without an end some conditions wait for ever");
    }
    Duration from = duration();
    tokens.expect(",");
    Token end = tokens.peek();
    Duration until = duration();
    if (until.compareTo(from) < 0) {
      throw new DialectException(end.offset(), "the window ends before it starts", "");
    }
    tokens.expect("]");
    Token other = tokens.expect(Kind.VARIABLE, "the variable of the other fact");
    ValueType type = paths.variable(other);
    if (type.kind() != ValueType.Kind.FACT) {
      throw new DialectException(
          other.offset(),
          other.text() + " is " + type.kind().spoken(),
          "before and after compare two facts: $d : Detection( … )");
    }
    within(operator.is("before") ? fact : vocabulary.facts().get(type.choice()), until, end);
  }

  /** The earlier one of the two must still be there when the later one comes. */
  private static void within(@Nullable FactType earlier, Duration until, Token end)
      throws DialectException {
    if (earlier != null && until.compareTo(earlier.memory()) > 0) {
      throw new DialectException(
          end.offset(),
          "a "
              + earlier.name()
              + " is kept for "
              + Durations.format(earlier.memory())
              + ", this looks further back",
          "a longer window would silently never match"
              + (earlier.name().equals("Incident") ? "" : "; an Incident is kept for 24h"));
    }
  }

  private Duration duration() throws DialectException {
    Token number = tokens.expect(Kind.NUMBER, "a duration such as 30s, 10m or 1h");
    Token unit = tokens.expect(Kind.NAME, "a unit: ms, s, m or h");
    return Durations.parse(number.text() + unit.text())
        .orElseThrow(
            () ->
                new DialectException(
                    number.offset(), "this is no duration", "such as 30s, 10m or 1h"));
  }

  private record Operand(ValueType type, @Nullable Token literal, String property, int offset) {}

  private Operand operand() throws DialectException {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case TEXT -> new Operand(ValueType.TEXT, tokens.take(), "", token.offset());
      case NUMBER -> new Operand(ValueType.NUMBER, tokens.take(), "", token.offset());
      case NAME, VARIABLE -> name(token);
      case SYMBOL, END -> {
        if (!tokens.takeIf("-")) {
          throw tokens.unexpected("a property, a variable, a text or a number");
        }
        tokens.expect(Kind.NUMBER, "a number");
        yield new Operand(ValueType.NUMBER, token, "", token.offset());
      }
    };
  }

  private Operand name(Token token) throws DialectException {
    if (token.is("true") || token.is("false")) {
      return new Operand(ValueType.TRUTH, tokens.take(), "", token.offset());
    }
    if (token.is("null")) {
      throw new DialectException(
          token.offset(), "nothing is ever null here", "an unknown text is empty: == \"\"");
    }
    PathCheck.Path path = paths.path();
    return new Operand(path.type(), null, path.property(), token.offset());
  }

  private void compare(Operand left, Token operator, Operand right) throws DialectException {
    note(left, right);
    note(right, left);
    if (!left.type().equals(right.type())) {
      throw new DialectException(
          right.offset(),
          "this compares " + left.type().kind().spoken() + " with " + right.type().kind().spoken(),
          left.type().kind() == ValueType.Kind.CHOICE
              ? "such as "
                  + left.type().choice()
                  + "."
                  + vocabulary.choices().getOrDefault(left.type().choice(), List.of("")).getFirst()
              : "");
    }
    switch (left.type().kind()) {
      case TEXT, TRUTH, CHOICE -> {
        boolean ordered = left.type().choice().equals("Priority");
        if (!ordered && !EQUALITY.contains(operator.text())) {
          throw new DialectException(
              operator.offset(), "only numbers and priorities have an order", "use == or !=");
        }
      }
      case NUMBER -> {}
      case TEXTS, CHOICE_TYPE, FACT, OTHER ->
          throw new DialectException(
              left.offset(),
              "this is " + left.type().kind().spoken() + " and cannot be compared",
              left.type().choice().equals("time") ? "write: this after[0s,5m] $other" : "");
    }
  }

  private void note(Operand property, Operand literal) {
    Token text = literal.literal();
    if (fact != null
        && !property.property().isEmpty()
        && text != null
        && text.kind() == Kind.TEXT) {
      literals.add(
          new Literal(fact.name() + "." + property.property(), text.text(), text.offset()));
    }
  }

  private static void requireKind(Operand operand, ValueType.Kind kind, String message)
      throws DialectException {
    if (operand.type().kind() != kind) {
      throw new DialectException(operand.offset(), message, "");
    }
  }

  private static DialectException unknownOperator(Token operator) {
    String hint =
        switch (operator.text()) {
          case "matches", "soundslike" ->
              "regular expressions on an attacker's text can run for ever; match the text in a rule"
                  + " of the ruleset, or use startsWith(…), endsWith(…), contains(…)";
          case "memberOf" -> "write it the other way round: … contains …";
          case "str" -> "write property.startsWith(\"…\")";
          case "during", "overlaps", "meets", "coincides", "includes", "starts", "finishes" ->
              "use before[…] or after[…]";
          default -> "known: == != < <= > >= in, not in, contains, before, after";
        };
    return new DialectException(
        operator.offset(), "the operator '" + operator.text() + "' is not part of playbooks", hint);
  }
}
