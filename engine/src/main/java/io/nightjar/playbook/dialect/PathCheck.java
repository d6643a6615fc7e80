package io.nightjar.playbook.dialect;

import io.nightjar.playbook.dialect.Token.Kind;
import io.nightjar.playbook.dialect.Vocabulary.FactType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a path such as {@code $d.image.startsWith("x")} and tells its type. */
final class PathCheck {
  /** Methods of the JDK and of {@code Priority} that a path may end with, by the kind before. */
  private static final Map<ValueType.Kind, Map<String, ValueType>> METHODS =
      Map.of(
          ValueType.Kind.TEXT,
          Map.of(
              "startsWith", ValueType.TRUTH,
              "endsWith", ValueType.TRUTH,
              "contains", ValueType.TRUTH,
              "equalsIgnoreCase", ValueType.TRUTH,
              "isEmpty", ValueType.TRUTH,
              "length", ValueType.NUMBER),
          ValueType.Kind.TEXTS,
          Map.of("isEmpty", ValueType.TRUTH, "size", ValueType.NUMBER));

  private static final Map<String, ValueType> PRIORITY_METHODS = Map.of("atLeast", ValueType.TRUTH);

  private final Tokens tokens;
  private final @Nullable FactType fact;
  private final Scope scope;
  private final Vocabulary vocabulary;
  private final Set<String> usedVariables = new HashSet<>();

  /**
   * @param property name when the path is nothing but a property of the pattern's own fact
   */
  record Path(ValueType type, String property) {}

  PathCheck(Tokens tokens, @Nullable FactType fact, Scope scope, Vocabulary vocabulary) {
    this.tokens = tokens;
    this.fact = fact;
    this.scope = scope;
    this.vocabulary = vocabulary;
  }

  Set<String> usedVariables() {
    return usedVariables;
  }

  Path path() throws DialectException {
    Token first = tokens.take();
    ValueType type;
    String property = "";
    if (first.kind() == Kind.VARIABLE) {
      type = variable(first);
    } else if (first.is("this")) {
      type = ValueType.fact(ownFact(first).name());
    } else if (vocabulary.choices().containsKey(first.text())) {
      type = new ValueType(ValueType.Kind.CHOICE_TYPE, first.text());
    } else {
      type = member(ownFact(first), first);
      property = first.text();
    }
    Token before = first;
    while (tokens.peek().is(".")) {
      tokens.take();
      property = "";
      Token name = tokens.expect(Kind.NAME, "a name after the dot");
      type = step(type, before, name);
      before = name;
    }
    if (tokens.peek().is("[")) {
      throw new DialectException(
          tokens.peek().offset(),
          "square brackets belong to before[…] and after[…]",
          "field(\"proc.name\") reads an output field, pod.label(\"app\") a label");
    }
    return new Path(type, property);
  }

  ValueType variable(Token token) throws DialectException {
    ValueType type = scope.type(token.text());
    if (type == null) {
      throw new DialectException(
          token.offset(), token.text() + " is not bound here", scope.hintFor(token.text()));
    }
    usedVariables.add(token.text());
    return type;
  }

  private FactType ownFact(Token at) throws DialectException {
    if (fact == null) {
      throw new DialectException(
          at.offset(), "only variables can be compared here", "such as $n >= 5");
    }
    return fact;
  }

  private ValueType step(ValueType type, Token before, Token name) throws DialectException {
    return switch (type.kind()) {
      case FACT -> {
        FactType known = vocabulary.facts().get(type.choice());
        if (known == null) {
          throw new IllegalStateException("no such fact type: " + type.choice());
        }
        yield member(known, name);
      }
      case CHOICE_TYPE -> constant(type.choice(), name);
      case TEXT, TEXTS, CHOICE, NUMBER, TRUTH, OTHER -> method(type, before, name);
    };
  }

  private ValueType constant(String choice, Token name) throws DialectException {
    List<String> constants = vocabulary.choices().getOrDefault(choice, List.of());
    if (!constants.contains(name.text())) {
      throw new DialectException(
          name.offset(),
          choice + " has no " + name.text(),
          Suggestion.hint(name.text(), constants));
    }
    return new ValueType(ValueType.Kind.CHOICE, choice);
  }

  private ValueType member(FactType type, Token name) throws DialectException {
    if (tokens.peek().is("(")) {
      ValueType result = type.methods().get(name.text());
      if (result == null) {
        throw new DialectException(
            name.offset(),
            type.name() + " has no question " + name.text() + "(…)",
            Suggestion.hint(name.text(), type.methods().keySet()));
      }
      arguments(ValueType.TEXT, 1);
      return result;
    }
    ValueType property = type.properties().get(name.text());
    if (property == null) {
      throw new DialectException(
          name.offset(),
          type.name() + " has no property " + name.text(),
          Suggestion.hint(name.text(), type.properties().keySet()));
    }
    return property;
  }

  private ValueType method(ValueType type, Token before, Token name) throws DialectException {
    boolean isPriority = type.equals(new ValueType(ValueType.Kind.CHOICE, "Priority"));
    Map<String, ValueType> methods =
        isPriority ? PRIORITY_METHODS : METHODS.getOrDefault(type.kind(), Map.of());
    ValueType result = methods.get(name.text());
    if (result == null) {
      String hint = Spelling.hint(before.text(), name.text());
      throw new DialectException(
          name.offset(),
          type.kind().spoken() + " has nothing called " + name.text(),
          hint.isEmpty() ? Suggestion.hint(name.text(), methods.keySet()) : hint);
    }
    boolean none = Map.of("isEmpty", 0, "length", 0, "size", 0).containsKey(name.text());
    arguments(isPriority ? type : ValueType.TEXT, none ? 0 : 1);
    return result;
  }

  private void arguments(ValueType wanted, int count) throws DialectException {
    tokens.expect("(");
    for (int i = 0; i < count; i++) {
      Token argument = tokens.peek();
      ValueType type = argument.kind() == Kind.TEXT ? text() : path().type();
      if (!type.equals(wanted)) {
        throw new DialectException(
            argument.offset(),
            "this must be " + wanted.kind().spoken() + ", not " + type.kind().spoken(),
            "");
      }
    }
    tokens.expect(")");
  }

  private ValueType text() {
    tokens.take();
    return ValueType.TEXT;
  }
}
