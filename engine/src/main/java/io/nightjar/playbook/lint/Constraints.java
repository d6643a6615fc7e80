package io.nightjar.playbook.lint;

import io.nightjar.detect.Priority;
import io.nightjar.playbook.dialect.Term;
import io.nightjar.playbook.dialect.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the conditions of one fact leave of each of its properties. Only what is certain narrows a
 * property down: a condition that is not understood leaves everything possible.
 */
final class Constraints {
  private static final Map<String, String> TURNED =
      Map.of("<", ">", "<=", ">=", ">", "<", ">=", "<=", "==", "==", "!=", "!=");
  private static final Map<String, String> OPPOSITE =
      Map.of("<", ">=", "<=", ">", ">", "<=", ">=", "<", "==", "!=", "!=", "==");

  private static final List<Priority> ORDER = List.of(Priority.values());

  private final Map<String, Domain> domains;

  /** That a condition cannot be met together with those before it. */
  record Conflict(String property, int offset) {}

  Constraints() {
    this(new HashMap<>());
  }

  private Constraints(Map<String, Domain> domains) {
    this.domains = domains;
  }

  Domain of(String property) {
    return domains.getOrDefault(property, Domain.ANYTHING);
  }

  /** Takes conditions that must all be met; tells the first that cannot be. */
  Optional<Conflict> add(List<Term> terms) {
    for (Term term : terms) {
      String conflict = add(term, true);
      if (conflict != null) {
        return Optional.of(new Conflict(conflict, term.offset()));
      }
    }
    return Optional.empty();
  }

  /** The property for which nothing is left, or null. */
  private @Nullable String add(Term term, boolean positive) {
    return switch (term) {
      case Term.Bind bind -> null;
      case Term.Unread unread -> null;
      case Term.Not not -> add(not.inner(), !positive);
      case Term.Compare compare -> compare(compare, positive);
      case Term.In in -> in(in, positive != in.negated());
      case Term.Contains contains ->
          truth(
              contains.list().spelt() + " contains " + contains.member().spelt(),
              positive != contains.negated());
      case Term.Temporal temporal -> positive ? temporal(temporal) : null;
      case Term.Is is -> is(is.value(), positive);
      case Term.All all -> positive ? each(all.terms()) : null;
      case Term.Any any -> positive ? oneOf(any.terms()) : null;
    };
  }

  private @Nullable String each(List<Term> terms) {
    for (Term term : terms) {
      String conflict = add(term, true);
      if (conflict != null) {
        return conflict;
      }
    }
    return null;
  }

  /** Narrows nothing down, but notices when every alternative is out of the question. */
  private @Nullable String oneOf(List<Term> terms) {
    String conflict = null;
    for (Term term : terms) {
      conflict = new Constraints(new HashMap<>(domains)).add(term, true);
      if (conflict == null) {
        return null;
      }
    }
    return conflict;
  }

  private @Nullable String narrow(String property, UnaryOperator<Domain> how) {
    Domain narrowed = how.apply(of(property));
    domains.put(property, narrowed);
    return narrowed.isEmpty() ? property : null;
  }

  private @Nullable String truth(String question, boolean answer) {
    return narrow(question, domain -> domain.among(Set.of(Boolean.toString(answer))));
  }

  private @Nullable String compare(Term.Compare compare, boolean positive) {
    String operator = positive ? compare.operator() : OPPOSITE.getOrDefault(compare.operator(), "");
    if (compare.left() instanceof Value.Path path && isConstant(compare.right())) {
      return compare(path, operator, compare.right());
    }
    if (compare.right() instanceof Value.Path path && isConstant(compare.left())) {
      return compare(path, TURNED.getOrDefault(operator, ""), compare.left());
    }
    return null;
  }

  private @Nullable String compare(Value.Path path, String operator, Value constant) {
    String property = path.toString();
    Optional<Long> number = number(constant);
    if (number.isPresent()) {
      return narrow(property, domain -> compare(domain, operator, number.get()));
    }
    Set<String> text = Set.of(text(constant));
    return switch (operator) {
      case "==" -> narrow(property, domain -> domain.among(text));
      case "!=" -> narrow(property, domain -> domain.without(text));
      default -> null;
    };
  }

  private static Domain compare(Domain domain, String operator, long number) {
    return switch (operator) {
      case "==" -> domain.between(number, number);
      case "!=" -> domain.not(number);
      case "<" -> domain.between(Long.MIN_VALUE, number - 1);
      case "<=" -> domain.between(Long.MIN_VALUE, number);
      case ">" -> domain.between(number + 1, Long.MAX_VALUE);
      case ">=" -> domain.between(number, Long.MAX_VALUE);
      default -> domain;
    };
  }

  private @Nullable String in(Term.In in, boolean positive) {
    Set<String> texts = new HashSet<>();
    for (Value value : in.values()) {
      if (!isConstant(value) || number(value).isPresent()) {
        return null;
      }
      texts.add(text(value));
    }
    return narrow(
        in.value().spelt(), domain -> positive ? domain.among(texts) : domain.without(texts));
  }

  private @Nullable String temporal(Term.Temporal temporal) {
    long from = temporal.from().toMillis();
    long to = temporal.to().toMillis();
    return narrow(
        "the time after " + temporal.variable(),
        domain -> temporal.after() ? domain.between(from, to) : domain.between(-to, -from));
  }

  private @Nullable String is(Value value, boolean positive) {
    if (!(value instanceof Value.Path path)) {
      return null;
    }
    Value.Step last = path.last();
    if (path.steps().size() < 2 || !last.call()) {
      return truth(path.toString(), positive);
    }
    String property = path.withoutLast().toString();
    if (last.name().equals("isEmpty")) {
      return narrow(
          property, domain -> positive ? domain.among(Set.of("")) : domain.without(Set.of("")));
    }
    if (last.arguments().size() == 1 && last.arguments().getFirst() instanceof Value.Text said) {
      return text(property, last.name(), said.text(), positive, path);
    }
    Optional<Long> number =
        last.arguments().size() == 1 ? number(last.arguments().getFirst()) : Optional.empty();
    if (last.name().equals("atLeast") && number.isPresent()) {
      return narrow(property, domain -> compare(domain, positive ? ">=" : "<", number.get()));
    }
    return truth(path.toString(), positive);
  }

  private @Nullable String text(
      String property, String question, String said, boolean positive, Value.Path path) {
    return switch (question) {
      case "startsWith" ->
          narrow(
              property,
              domain ->
                  positive
                      ? domain.beginningWith(said)
                      : domain.fulfilling(text -> !text.startsWith(said)));
      case "endsWith" ->
          narrow(property, domain -> domain.fulfilling(text -> text.endsWith(said) == positive));
      case "contains" ->
          narrow(property, domain -> domain.fulfilling(text -> text.contains(said) == positive));
      case "equalsIgnoreCase" ->
          narrow(
              property,
              domain -> domain.fulfilling(text -> text.equalsIgnoreCase(said) == positive));
      default -> truth(path.toString(), positive);
    };
  }

  private static boolean isConstant(Value value) {
    return !(value instanceof Value.Path path) || isChoice(path);
  }

  private static boolean isChoice(Value.Path path) {
    String first = path.steps().getFirst().name();
    return path.steps().size() == 2
        && first.substring(0, 1).equals(first.substring(0, 1).toUpperCase(Locale.ROOT))
        && !path.isVariable();
  }

  /** As which number a priority is compared. */
  static long rank(Priority priority) {
    return ORDER.indexOf(priority);
  }

  /** Priorities are numbers: they have an order. */
  private static Optional<Long> number(Value value) {
    if (value instanceof Value.Whole number) {
      return Optional.of(number.number());
    }
    if (value instanceof Value.Path path
        && isChoice(path)
        && path.steps().getFirst().name().equals("Priority")) {
      return ORDER.stream()
          .filter(priority -> priority.name().equals(path.last().name()))
          .map(Constraints::rank)
          .findFirst();
    }
    return Optional.empty();
  }

  private static String text(Value constant) {
    return constant instanceof Value.Text text ? text.text() : constant.spelt();
  }
}
