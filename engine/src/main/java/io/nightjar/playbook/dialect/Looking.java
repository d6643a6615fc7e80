package io.nightjar.playbook.dialect;

import io.nightjar.playbook.dialect.Token.Kind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.jspecify.annotations.Nullable;

/** Reads a {@link Look} out of a parsed rule. */
final class Looking {
  private static final Set<String> QUESTIONS = Set.of("field", "label", "namespaceLabel");

  private final Set<String> rules = new HashSet<>();
  private final Set<String> words = new HashSet<>();
  private final Set<String> facts = new HashSet<>();
  private final Set<String> openings = new HashSet<>();
  private boolean any;
  private int counted;
  private boolean waits;

  private Looking() {}

  static Look of(RuleDescr rule) {
    Looking looking = new Looking();
    looking.all(rule.getLhs());
    Set<String> asks = new HashSet<>();
    for (Token token : tokens(String.valueOf(rule.getConsequence()))) {
      if (token.kind() == Kind.NAME) {
        asks.add(token.text());
      }
    }
    return new Look(
        looking.rules,
        looking.any,
        looking.words,
        looking.counted,
        asks,
        looking.facts,
        looking.openings,
        looking.waits,
        Joins.acrossWorkloads(rule));
  }

  private void all(@Nullable ConditionalElementDescr parent) {
    if (parent != null) {
      for (Object child : parent.getDescrs()) {
        element((BaseDescr) child);
      }
    }
  }

  private void element(BaseDescr element) {
    if (element instanceof PatternDescr pattern) {
      if (pattern.getSource() instanceof AccumulateDescr accumulate) {
        element(accumulate.getInput());
        counts(accumulate, pattern);
      } else {
        pattern(pattern);
      }
    } else if (element instanceof NotDescr not) {
      Set<String> before = new HashSet<>(words);
      words.clear();
      all(not);
      waits |= words.contains("after");
      words.addAll(before);
    } else if (element instanceof ConditionalElementDescr parent) {
      all(parent);
    }
  }

  private void pattern(PatternDescr pattern) {
    boolean opening = pattern.getObjectType().equals("CalendarOpened");
    Set<String> named = new HashSet<>();
    for (List<Token> constraint : constraints(pattern)) {
      named.addAll(named(constraint, opening ? "calendar" : "rule"));
      words(constraint);
    }
    facts.add(pattern.getObjectType());
    if (opening) {
      openings.addAll(named.isEmpty() ? Set.of(Look.EVERY) : named);
    } else if (pattern.getObjectType().equals("Detection")) {
      rules.addAll(named);
      any |= named.isEmpty();
    }
  }

  /** A condition is one of those that all must hold, so what it names is all that can match. */
  private static Set<String> named(List<Token> constraint, String property) {
    boolean equal =
        constraint.size() == 4 && constraint.get(0).is(property) && constraint.get(1).is("==");
    boolean among =
        constraint.size() > 4 && constraint.get(0).is(property) && constraint.get(1).is("in");
    Set<String> names = new HashSet<>();
    if (equal || among) {
      for (Token token : constraint.subList(2, constraint.size() - 1)) {
        if (token.kind() == Kind.TEXT) {
          names.add(token.text());
        } else if (token.kind() != Kind.SYMBOL) {
          return Set.of();
        }
      }
    }
    return names;
  }

  private void words(List<Token> constraint) {
    for (int i = 0; i < constraint.size(); i++) {
      Token token = constraint.get(i);
      if (token.kind() != Kind.NAME) {
        continue;
      }
      boolean asks = QUESTIONS.contains(token.text()) && i + 2 < constraint.size();
      if (asks && constraint.get(i + 2).kind() == Kind.TEXT) {
        words.add(token.text() + ":" + constraint.get(i + 2).text());
      } else {
        words.add(token.text());
      }
    }
  }

  private void counts(AccumulateDescr accumulate, PatternDescr results) {
    Set<String> counts = new HashSet<>();
    accumulate.getFunctions().forEach(function -> counts.add(function.getBind()));
    int greatest = 0;
    for (List<Token> constraint : constraints(results)) {
      for (Token token : constraint) {
        boolean other = token.kind() == Kind.VARIABLE && !counts.contains(token.text());
        if (other) {
          greatest = Look.ALL;
        } else if (token.kind() == Kind.NUMBER) {
          greatest = Math.max(greatest, number(token.text()));
        }
      }
    }
    counted = Math.max(counted, greatest == 0 ? Look.ALL : greatest);
  }

  private static int number(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      return Look.ALL;
    }
  }

  private static List<List<Token>> constraints(PatternDescr pattern) {
    List<List<Token>> found = new ArrayList<>();
    for (Object child : pattern.getConstraint().getDescrs()) {
      if (child instanceof ExprConstraintDescr constraint) {
        found.add(tokens(constraint.getExpression()));
      }
    }
    return found;
  }

  /** With the end; a text that is not of the dialect looks at everything. */
  private static List<Token> tokens(String text) {
    List<Token> found = new ArrayList<>();
    try {
      Tokens tokens = new Tokens(text);
      while (tokens.peek().kind() != Kind.END) {
        found.add(tokens.take());
      }
      found.add(tokens.peek());
      return found;
    } catch (DialectException e) {
      return List.of(new Token(Kind.NAME, "id", 0, 0));
    }
  }
}
