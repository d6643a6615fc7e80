package io.nightjar.playbook.explain;

import io.nightjar.playbook.dialect.RuleReading.Count;
import io.nightjar.playbook.dialect.RuleReading.Element;
import io.nightjar.playbook.dialect.RuleReading.Fact;
import io.nightjar.playbook.dialect.RuleReading.Group;
import io.nightjar.playbook.dialect.RuleReading.Kind;
import io.nightjar.playbook.dialect.Term;
import io.nightjar.playbook.dialect.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What must have happened for a rule to ask, a line for each part; parts are numbered, and a later
 * one refers to an earlier one by its number.
 */
final class Conditions {
  private final List<String> lines = new ArrayList<>();
  private final Map<String, Origin> variables = new HashMap<>();
  private final boolean numbered;

  /**
   * Where a variable comes from.
   *
   * @param part number of the part that it was bound in
   * @param property what it holds of it; null for the whole of it
   */
  private record Origin(int part, Value.@Nullable Path property) {}

  Conditions(List<Element> when) {
    numbered = when.size() > 1;
    for (int i = 0; i < when.size(); i++) {
      lines.add(element(when.get(i), i + 1));
    }
  }

  List<String> lines() {
    return lines;
  }

  /** Which part a variable stands for, such as {@code 2}; empty where there is only one. */
  String part(String variable) {
    Origin origin = variables.get(variable);
    return !numbered || origin == null ? "" : Integer.toString(origin.part());
  }

  private String element(Element element, int part) {
    return switch (element) {
      case Fact fact -> fact(fact, Words.aFact(fact.type()), part);
      case Count count -> count(count, part);
      case Group group -> group(group, part);
    };
  }

  private String group(Group group, int part) {
    if (group.parts().size() == 1 && group.parts().getFirst() instanceof Fact fact) {
      boolean waits = fact.each().stream().anyMatch(Conditions::isAfter);
      return switch (group.kind()) {
        case NONE ->
            fact(fact, "no " + Words.fact(fact.type()), part)
                + (waits ? " (the rule waits until that is certain)" : "");
        case SOME -> fact(fact, "at least one " + Words.fact(fact.type()), part);
        case ALL, ANY -> fact(fact, Words.aFact(fact.type()), part);
      };
    }
    String between = group.kind() == Kind.ANY ? ";  or " : ";  and ";
    List<String> parts = group.parts().stream().map(each -> element(each, part)).toList();
    String all = "(" + String.join(between, parts) + ")";
    return switch (group.kind()) {
      case NONE -> "not " + all;
      case SOME -> "at least once " + all;
      case ALL, ANY -> all;
    };
  }

  private static boolean isAfter(Term term) {
    return term instanceof Term.Temporal temporal && temporal.after();
  }

  private String count(Count count, int part) {
    String of = element(count.of(), part);
    String what = "times";
    Origin distinct = variables.get(count.distinct());
    if (distinct != null && distinct.property() != null) {
      what = "different values of the " + Words.property(distinct.property());
    }
    List<String> how = new ArrayList<>();
    for (Term term : count.conditions()) {
      how.add(number(term, count.variable()));
    }
    variables.put(count.variable(), new Origin(part, null));
    return Words.both(how) + " " + what + ": " + of;
  }

  private String number(Term term, String variable) {
    if (term instanceof Term.Compare compare
        && compare.left().spelt().equals(variable)
        && !(compare.right() instanceof Value.Path)) {
      String number = Words.value(compare.right());
      return switch (compare.operator()) {
        case "==" -> "exactly " + number;
        case ">=" -> "at least " + number;
        case ">" -> "more than " + number;
        case "<" -> "fewer than " + number;
        case "<=" -> "at most " + number;
        default -> "not " + number;
      };
    }
    return term(term);
  }

  private String fact(Fact fact, String begin, int part) {
    if (fact.variable() != null) {
      variables.put(fact.variable(), new Origin(part, null));
    }
    StringBuilder text = new StringBuilder(begin);
    List<String> rest = new ArrayList<>();
    String rules = "";
    for (Term term : fact.each()) {
      String named = rules.isEmpty() && fact.type().equals("Detection") ? ruleNames(term) : "";
      if (!named.isEmpty()) {
        rules = named;
      } else if (term instanceof Term.Bind bind) {
        Value.Path path = bind.value() instanceof Value.Path property ? property : null;
        variables.put(bind.variable(), new Origin(part, path));
      } else {
        rest.add(term(term));
      }
    }
    if (!rules.isEmpty()) {
      text.append(" of the rule ").append(rules);
    } else if (fact.type().equals("Detection")
        && rest.stream().noneMatch(each -> each.startsWith("with the same rule"))) {
      text.append(" of any rule");
    }
    fact.over().ifPresent(over -> rest.add("within the last " + Words.duration(over)));
    rest.forEach(each -> text.append(", ").append(each));
    return text.toString();
  }

  private static String ruleNames(Term term) {
    if (term instanceof Term.Compare compare
        && compare.operator().equals("==")
        && compare.left().spelt().equals("rule")
        && compare.right() instanceof Value.Text text) {
      return Words.value(text);
    }
    if (term instanceof Term.In in && !in.negated() && in.value().spelt().equals("rule")) {
      return Words.either(in.values().stream().map(Words::value).toList());
    }
    return "";
  }

  private String term(Term term) {
    return switch (term) {
      case Term.Bind bind -> bind.variable() + " is its " + spoken(bind.value());
      case Term.Compare compare -> compare(compare);
      case Term.In in ->
          "whose "
              + spoken(in.value())
              + (in.negated() ? " is none of " : " is ")
              + (in.negated()
                  ? Words.both(in.values().stream().map(Words::value).toList())
                  : Words.either(in.values().stream().map(Words::value).toList()));
      case Term.Contains contains ->
          "whose "
              + spoken(contains.list())
              + (contains.negated() ? " do not hold " : " hold ")
              + spoken(contains.member());
      case Term.Temporal temporal -> temporal(temporal);
      case Term.Is is -> is(is.value(), true);
      case Term.Not not -> not(not.inner());
      case Term.All all -> joined(all.terms(), " and ");
      case Term.Any any -> "(" + joined(any.terms(), " or ") + ")";
      case Term.Unread unread -> "for which holds: " + unread.text();
    };
  }

  private String joined(List<Term> terms, String between) {
    return String.join(between, terms.stream().map(this::term).toList());
  }

  private String not(Term inner) {
    return inner instanceof Term.Is is ? is(is.value(), false) : "not (" + term(inner) + ")";
  }

  private String compare(Term.Compare compare) {
    Value left = compare.left();
    Value right = compare.right();
    if (right instanceof Value.Text text && text.text().isEmpty()) {
      return "whose "
          + spoken(left)
          + (compare.operator().equals("==") ? " is not known" : " is known");
    }
    if (right instanceof Value.Path path && path.isVariable()) {
      String other = reference(path);
      if (compare.operator().equals("==")) {
        return "with the same " + spoken(left) + " as " + other;
      }
      boolean time = left.spelt().equals("timeMillis");
      if (time && compare.operator().startsWith(">")) {
        return "later than " + other;
      }
      if (time && compare.operator().startsWith("<")) {
        return "earlier than " + other;
      }
      String how = Words.operator(compare.operator());
      return "whose " + spoken(left) + " " + how + " that of " + other;
    }
    return "whose "
        + spoken(left)
        + " "
        + Words.operator(compare.operator())
        + " "
        + Words.value(right);
  }

  /** The number of the part that a variable is bound in. */
  private String reference(Value.Path path) {
    String variable = path.steps().getFirst().name();
    Origin origin = variables.get(variable);
    return origin == null ? variable : Integer.toString(origin.part());
  }

  private String spoken(Value value) {
    if (!(value instanceof Value.Path path)) {
      return Words.value(value);
    }
    if (path.isVariable()) {
      Origin origin = variables.get(path.steps().getFirst().name());
      String of = origin == null ? "" : " of " + origin.part();
      if (path.steps().size() > 1) {
        return Words.property(path) + of;
      }
      return origin == null || origin.property() == null
          ? "number" + of
          : Words.property(origin.property()) + of;
    }
    return Words.property(path);
  }

  private String is(Value value, boolean positive) {
    if (!(value instanceof Value.Path path)) {
      return "which is " + Words.value(value);
    }
    Value.Step last = path.last();
    String argument = last.arguments().isEmpty() ? "" : Words.value(last.arguments().getFirst());
    if (last.call() && path.steps().size() > 1) {
      String of = "whose " + spoken(path.withoutLast());
      return of + question(last.name(), argument, positive);
    }
    return switch (last.name()) {
      case "tagged" -> (positive ? "tagged " : "not tagged ") + argument;
      case "dryRun" -> positive ? "only tried (dry run)" : "really done (no dry run)";
      case "undoFailed" -> positive ? "which could not be undone" : "whose undo has not failed";
      case "privileged" -> "in a container that is " + (positive ? "" : "not ") + "privileged";
      default -> "which is " + (positive ? "" : "not ") + Words.property(path);
    };
  }

  private static String question(String name, String argument, boolean positive) {
    return switch (name) {
      case "startsWith" -> (positive ? " begins with " : " does not begin with ") + argument;
      case "endsWith" -> (positive ? " ends with " : " does not end with ") + argument;
      case "contains" -> (positive ? " has " : " has not ") + argument + " in it";
      case "equalsIgnoreCase" -> (positive ? " is " : " is not ") + argument + " in any case";
      case "isEmpty" -> positive ? " is not known" : " is known";
      case "atLeast" -> (positive ? " is at least " : " is below ") + argument;
      default -> (positive ? " fulfils " : " does not fulfil ") + name + "(" + argument + ")";
    };
  }

  private String temporal(Term.Temporal temporal) {
    Origin origin = variables.get(temporal.variable());
    String of = origin == null ? temporal.variable() : Integer.toString(origin.part());
    String word = temporal.after() ? "after" : "before";
    Duration from = temporal.from();
    return from.isZero()
        ? "within the " + Words.duration(temporal.to()) + " " + word + " " + of
        : "between "
            + Words.duration(from)
            + " and "
            + Words.duration(temporal.to())
            + " "
            + word
            + " "
            + of;
  }
}
