package io.nightjar.playbook.dialect;

import io.nightjar.playbook.dialect.ConditionCheck.Literal;
import io.nightjar.playbook.dialect.ConsequenceCheck.Asked;
import io.nightjar.playbook.dialect.Vocabulary.FactType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.AccumulateDescr.AccumulateFunctionCallDescr;
import org.drools.drl.ast.descr.AndDescr;
import org.drools.drl.ast.descr.AttributeDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.BehaviorDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExistsDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.NotDescr;
import org.drools.drl.ast.descr.OrDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.PatternSourceDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.jspecify.annotations.Nullable;

/** Checks one rule: its head, every pattern of its conditions, its consequence. */
final class RuleCheck {
  private static final Pattern NAME = Pattern.compile("[^\"\\\\\\p{Cntrl}]{1,100}");

  private final Source source;
  private final RuleDescr rule;
  private final Vocabulary vocabulary;
  private final Known known;
  private final Scope scope = new Scope();
  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> operators = new HashSet<>();

  RuleCheck(Source source, RuleDescr rule, Vocabulary vocabulary, Known known) {
    this.source = source;
    this.rule = rule;
    this.vocabulary = vocabulary;
    this.known = known;
  }

  List<Problem> check() {
    if (rule.isQuery()) {
      refuse(rule, "queries are not part of playbooks", "write a rule");
      return problems;
    }
    head();
    for (BaseDescr element : children(rule.getLhs())) {
      element(element, scope);
    }
    joins();
    consequence();
    return problems;
  }

  private void joins() {
    long detections =
        children(rule.getLhs()).stream()
            .filter(PatternDescr.class::isInstance)
            .map(PatternDescr.class::cast)
            .filter(pattern -> pattern.getSource() == null)
            .filter(pattern -> pattern.getObjectType().equals("Detection"))
            .count();
    if (detections > Bounds.DETECTIONS) {
      refuse(
          rule,
          "this rule looks at more than " + Bounds.DETECTIONS + " detections at once",
          "use exists, or an Incident( rules contains … ), for what only has to have been there");
    }
  }

  private void head() {
    if (!NAME.matcher(rule.getName()).matches()) {
      refuse(
          rule,
          "a rule's name is up to 100 characters without quotes and backslashes",
          "it is shown to people: rule \"at night: isolate at once\"");
    }
    if (rule.getParentName() != null) {
      refuse(rule, "a rule stands for itself and extends none", "repeat the conditions");
    }
    if (!rule.getAnnotationNames().isEmpty()) {
      refuse(rule, "annotations are not part of playbooks", "remove @…");
    }
    if (!rule.getNamedConsequences().isEmpty()) {
      refuse(rule, "a rule has one consequence", "write a second rule");
    }
    for (AttributeDescr attribute : rule.getAttributes().values()) {
      if (attribute.getName().equals("calendars")) {
        calendars(attribute);
      } else {
        refuse(
            attribute, "the attribute " + attribute.getName() + " is not allowed", why(attribute));
      }
    }
  }

  private static String why(AttributeDescr attribute) {
    return switch (attribute.getName()) {
      case "salience", "agenda-group", "activation-group", "ruleflow-group", "auto-focus" ->
          "rules must not depend on their order; say it in the conditions";
      case "timer", "duration" ->
          "say it with facts, which a replay repeats: this after[2m,10m] $other, or not … after[…]";
      case "dialect" -> "there is one dialect, this one";
      case "no-loop", "lock-on-active" -> "not needed: a consequence changes no facts";
      default -> "only calendars \"night\" is";
    };
  }

  private void calendars(AttributeDescr attribute) {
    for (String name : RuleNames.quoted(attribute.getValue())) {
      if (!known.calendars().contains(name)) {
        int at =
            source.text().indexOf('"' + name + '"', Math.max(attribute.getStartCharacter(), 0));
        problems.add(noCalendar(name, Math.max(at, Math.max(attribute.getStartCharacter(), 0))));
      }
    }
  }

  private Problem noCalendar(String name, int at) {
    return source.problem(
        at, "no calendar is called '" + name + "'", Suggestion.hint(name, known.calendars()));
  }

  private static List<BaseDescr> children(@Nullable ConditionalElementDescr parent) {
    List<BaseDescr> list = new ArrayList<>();
    if (parent != null) {
      for (Object child : parent.getDescrs()) {
        list.add((BaseDescr) child);
      }
    }
    return list;
  }

  /**
   * Drools takes {@code after} in a {@code not} for the wait until nothing can come any more, even
   * where a {@code before} says that everything is past already.
   */
  private void not(NotDescr not, Scope inner) {
    operators.clear();
    children(not).forEach(child -> element(child, inner));
    if (operators.containsAll(Set.of("before", "after"))) {
      refuse(
          not,
          "this not would wait for the end of its after[…] window before the rule asks",
          "keep before[…] and say the rest with timeMillis > $other.timeMillis");
    }
  }

  private void element(BaseDescr element, Scope visible) {
    switch (element) {
      case PatternDescr pattern -> pattern(pattern, visible);
      case AndDescr and -> children(and).forEach(child -> element(child, visible));
      case OrDescr or -> children(or).forEach(child -> element(child, new Scope(visible)));
      case NotDescr not -> not(not, new Scope(visible));
      case ExistsDescr exists -> {
        Scope inner = new Scope(visible);
        children(exists).forEach(child -> element(child, inner));
      }
      default ->
          refuse(
              element,
              element.getClass().getSimpleName().replace("Descr", "").toLowerCase(Locale.ROOT)
                  + " is not part of playbooks",
              "patterns, and, or, not, exists and accumulate( …; $n : count(1); $n >= 5 ) are");
    }
  }

  private void pattern(PatternDescr pattern, Scope visible) {
    if (!pattern.getAnnotations().isEmpty()) {
      refuse(pattern, "annotations are not part of playbooks", "remove @…");
    }
    if (pattern.isQuery()) {
      refuse(pattern, "queries are not part of playbooks", "");
      return;
    }
    PatternSourceDescr from = pattern.getSource();
    if (from == null) {
      factPattern(pattern, visible);
    } else if (!(from instanceof AccumulateDescr accumulate)) {
      refuse(
          pattern,
          "facts come from the session only",
          "remove from …; a playbook cannot read anything else");
    } else if (pattern.getObjectType().equals("Object")) {
      accumulate(pattern, accumulate, visible);
    } else {
      refuse(accumulate, "write accumulate in its short form", accumulateForm());
    }
  }

  private static String accumulateForm() {
    return "accumulate( Detection( … ); $n : count(1); $n >= 5 ), or"
        + " accumulate( Detection( $p : podUid, … ); $n : distinct($p); $n >= 5 )";
  }

  private void factPattern(PatternDescr pattern, Scope visible) {
    FactType fact = vocabulary.facts().get(pattern.getObjectType());
    if (fact == null) {
      refuse(
          pattern,
          "there are no facts called " + pattern.getObjectType(),
          Suggestion.hint(pattern.getObjectType(), vocabulary.facts().keySet()));
      if (pattern.getIdentifier() != null) {
        visible.bind(pattern.getIdentifier(), ValueType.fact("Detection"));
      }
      return;
    }
    pattern.getBehaviors().forEach(behavior -> behavior(behavior, fact));
    Set<String> earlier = Set.copyOf(visible.names());
    Set<String> used = constraints(pattern, fact, visible);
    if (!earlier.isEmpty() && Collections.disjoint(earlier, used)) {
      refuse(
          pattern,
          "nothing joins this with what stands before it",
          "every fact would be paired with every other; add for instance podUid == $pod");
    }
    if (pattern.getIdentifier() != null) {
      visible.bind(pattern.getIdentifier(), ValueType.fact(fact.name()));
    }
  }

  private void behavior(BehaviorDescr behavior, FactType fact) {
    List<String> parameters = behavior.getParameters();
    Optional<Duration> length =
        parameters != null && parameters.size() == 1
            ? Durations.parse(parameters.getFirst().trim())
            : Optional.empty();
    if (!"time".equals(behavior.getSubType())
        || length.isEmpty()
        || length.get().compareTo(fact.memory()) > 0) {
      refuse(
          behavior,
          "this window is not part of playbooks",
          "over window:time(2m) is, up to "
              + Durations.format(fact.memory())
              + "; better: this before[0s,2m] $d");
    }
  }

  private Set<String> constraints(PatternDescr pattern, @Nullable FactType fact, Scope visible) {
    Set<String> used = new HashSet<>();
    for (BaseDescr descr : children(pattern.getConstraint())) {
      if (descr instanceof ExprConstraintDescr constraint) {
        used.addAll(constraint(constraint, fact, visible));
      } else {
        refuse(descr, "this is not a condition that playbooks know", "");
      }
    }
    return used;
  }

  private Set<String> constraint(
      ExprConstraintDescr constraint, @Nullable FactType fact, Scope visible) {
    String text = constraint.getExpression();
    int base = find(text, constraint.getStartCharacter());
    try {
      ConditionCheck check = new ConditionCheck(text, fact, visible, vocabulary);
      check.check();
      check.literals().forEach(literal -> literal(literal, base));
      operators.addAll(check.temporalOperators());
      return check.usedVariables();
    } catch (DialectException e) {
      problems.add(source.problem(base + e.offset(), e.problem(), e.hint()));
      return visible.names();
    }
  }

  private void literal(Literal literal, int base) {
    switch (literal.property()) {
      case "Detection.rule", "Incident.rules" -> {
        if (known.rules().isPresent() && !known.rules().get().contains(literal.text())) {
          problems.add(
              source.problem(
                  base + literal.offset(),
                  "no rule of the ruleset is called '" + literal.text() + "'",
                  Suggestion.hint(literal.text(), known.rules().get())));
        }
      }
      case "CalendarOpened.calendar" -> {
        if (!known.calendars().contains(literal.text())) {
          problems.add(noCalendar(literal.text(), base + literal.offset()));
        }
      }
      case "ResponseUpdate.action",
          "ApprovalUnanswered.action",
          "ApprovalAnswer.action",
          "Incident.actions" -> {
        if (!vocabulary.actionIds().contains(literal.text())) {
          problems.add(
              source.problem(
                  base + literal.offset(),
                  "there is no action '" + literal.text() + "'",
                  Suggestion.hint(literal.text(), vocabulary.actionIds())));
        }
      }
      default -> {}
    }
  }

  private void accumulate(PatternDescr pattern, AccumulateDescr accumulate, Scope visible) {
    if (accumulate.getFunctions().isEmpty() || accumulate.getInitCode() != null) {
      refuse(accumulate, "accumulate cannot hold code", accumulateForm());
      return;
    }
    Scope inner = new Scope(visible);
    operators.clear();
    element(accumulate.getInput(), inner);
    boolean window = !accumulate.getInputPattern().getBehaviors().isEmpty();
    if (!window && operators.isEmpty()) {
      refuse(
          accumulate,
          "this counts without a window",
          "say how far back it counts: this before[0s,2m] $d");
    }
    for (AccumulateFunctionCallDescr function : accumulate.getFunctions()) {
      if (!counts(function, inner) || function.getBind() == null) {
        refuse(
            accumulate,
            "only count(1) and distinct($text) can be accumulated, into a variable",
            accumulateForm());
        return;
      }
      visible.bind(function.getBind(), ValueType.NUMBER);
    }
    constraints(pattern, null, visible);
  }

  private static boolean counts(AccumulateFunctionCallDescr function, Scope inner) {
    List<String> parameters = List.of(function.getParams());
    return switch (function.getFunction()) {
      case "count" ->
          parameters.size() <= 1 && parameters.stream().allMatch(p -> p.isEmpty() || p.equals("1"));
      case "distinct" ->
          parameters.size() == 1
              && ValueType.TEXT.equals(inner.type(parameters.getFirst().strip()));
      default -> false;
    };
  }

  private void consequence() {
    String text = rule.getConsequence() == null ? "" : rule.getConsequence().toString();
    int then = source.offset(rule.getConsequenceLine(), 0);
    int base = find(text, then);
    try {
      for (Asked asked : new ConsequenceCheck(text, scope, vocabulary).check()) {
        if (!known.mayAsk().contains(asked.actionId())) {
          problems.add(
              source.problem(
                  base + asked.offset(),
                  "playbook.yaml does not allow this playbook to ask for " + asked.actionId(),
                  "add it to mayAsk there, so that a reviewer sees it"));
        }
      }
    } catch (DialectException e) {
      problems.add(source.problem(base + e.offset(), e.problem(), e.hint()));
    }
  }

  /** Where a piece that the parser handed out stands in the file. */
  private int find(String piece, int from) {
    int start = Math.max(from, 0);
    int at = piece.isBlank() ? -1 : source.text().indexOf(piece, start);
    return at < 0 ? start : at;
  }

  private void refuse(BaseDescr at, String message, String hint) {
    if (at.getStartCharacter() >= 0) {
      problems.add(source.problem(at.getStartCharacter(), message, hint));
    } else if (at.getLine() > 0) {
      problems.add(source.problemAt(at.getLine(), Math.max(at.getColumn(), 0) + 1, message, hint));
    } else {
      problems.add(source.problemAt(rule.getLine(), rule.getColumn() + 1, message, hint));
    }
  }
}
