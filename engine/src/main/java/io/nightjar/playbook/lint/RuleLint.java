package io.nightjar.playbook.lint;

import io.nightjar.detect.Priority;
import io.nightjar.playbook.dialect.RuleReading;
import io.nightjar.playbook.dialect.RuleReading.Count;
import io.nightjar.playbook.dialect.RuleReading.Element;
import io.nightjar.playbook.dialect.RuleReading.Fact;
import io.nightjar.playbook.dialect.RuleReading.Group;
import io.nightjar.playbook.dialect.RuleReading.Kind;
import io.nightjar.playbook.dialect.Source;
import io.nightjar.playbook.dialect.Term;
import io.nightjar.playbook.dialect.Value;
import io.nightjar.playbook.lint.Constraints.Conflict;
import io.nightjar.playbook.lint.Finding.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Judges the conditions of one rule: what can never be, and what costs more than it has to. */
final class RuleLint {
  private static final String DETECTION = "Detection";

  private final Source source;
  private final RuleReading rule;
  private final Optional<Map<String, KnownRule>> rules;
  private final List<Finding> findings = new ArrayList<>();

  /** What it would mean that a fact can never be there. */
  private enum Place {
    NEEDED("so this rule never asks", Severity.ERROR),
    ALTERNATIVE("so this alternative is never met", Severity.WARNING),
    DENIED("so this not is always true", Severity.WARNING);

    private final String meaning;
    private final Severity severity;

    Place(String meaning, Severity severity) {
      this.meaning = meaning;
      this.severity = severity;
    }
  }

  RuleLint(Source source, RuleReading rule, Optional<Map<String, KnownRule>> rules) {
    this.source = source;
    this.rule = rule;
    this.rules = rules;
  }

  List<Finding> findings() {
    Set<String> bound = new HashSet<>();
    rule.when().forEach(element -> element(element, Place.NEEDED, bound, false));
    return findings;
  }

  private void element(Element element, Place place, Set<String> bound, boolean counted) {
    switch (element) {
      case Fact fact -> fact(fact, place, bound, counted);
      case Count count -> {
        element(count.of(), place, new HashSet<>(bound), true);
        numbers(count, place);
        bound.add(count.variable());
      }
      case Group group -> group(group, place, bound, counted);
    }
  }

  private void group(Group group, Place place, Set<String> bound, boolean counted) {
    Place inner =
        switch (group.kind()) {
          case ALL, SOME -> place;
          case ANY -> place == Place.DENIED ? place : Place.ALTERNATIVE;
          case NONE -> Place.DENIED;
        };
    for (Element part : group.parts()) {
      Set<String> visible = group.kind() == Kind.ALL ? bound : new HashSet<>(bound);
      element(part, inner, visible, counted);
    }
  }

  private void numbers(Count count, Place place) {
    Constraints constraints = new Constraints();
    Term never =
        new Term.Compare(
            new Value.Path(List.of(new Value.Step(count.variable(), false, List.of()))),
            ">=",
            new Value.Whole(0),
            count.offset());
    constraints.add(List.of(never)).ifPresent(conflict -> never(conflict, place));
    constraints.add(count.conditions()).ifPresent(conflict -> never(conflict, place));
  }

  private void fact(Fact fact, Place place, Set<String> bound, boolean counted) {
    Constraints constraints = new Constraints();
    Optional<Conflict> conflict = constraints.add(fact.each());
    if (conflict.isPresent()) {
      never(conflict.get(), place);
    } else if (fact.type().equals(DETECTION)) {
      ruleset(fact, constraints, place);
    }
    cost(fact, constraints, bound, counted);
    if (fact.variable() != null) {
      bound.add(fact.variable());
    }
    for (Term term : fact.each()) {
      if (term instanceof Term.Bind bind) {
        bound.add(bind.variable());
      }
    }
  }

  private void never(Conflict conflict, Place place) {
    add(
        place.severity,
        conflict.offset(),
        "with the conditions before it, nothing is left that "
            + conflict.property()
            + " could be, "
            + place.meaning,
        "");
  }

  /** What the ruleset says of the rules that a pattern names. */
  private void ruleset(Fact fact, Constraints constraints, Place place) {
    Set<String> named = constraints.of("rule").texts();
    if (named == null || rules.isEmpty()) {
      return;
    }
    Domain priority = constraints.of("priority");
    for (String name : new TreeSet<>(named)) {
      KnownRule known = rules.get().get(name);
      if (known == null) {
        continue; // the dialect has told it
      }
      String all = named.size() == 1 ? ", " + place.meaning : "";
      int offset = offset(fact, name);
      if (!known.enabled()) {
        add(Severity.WARNING, offset, "the rule '" + name + "' is switched off" + all, "");
      }
      if (!priority.hasNumber(Constraints.rank(known.priority()))) {
        add(
            Severity.WARNING,
            offset,
            "'" + name + "' has the priority " + known.priority() + ", which this leaves out" + all,
            "in this ruleset; alerts of a Falco with other rules may have another: "
                + Priority.class.getSimpleName()
                + "."
                + known.priority());
      }
      for (String tag : tags(fact)) {
        if (!known.tags().contains(tag)) {
          add(
              Severity.WARNING,
              offset,
              "'" + name + "' has no tag '" + tag + "', which this wants" + all,
              "its tags: " + String.join(", ", new TreeSet<>(known.tags())));
        }
      }
    }
  }

  private static Set<String> tags(Fact fact) {
    Set<String> tags = new TreeSet<>();
    for (Term term : fact.each()) {
      if (term instanceof Term.Is is
          && is.value() instanceof Value.Path path
          && path.steps().size() == 1
          && path.last().name().equals("tagged")
          && path.last().call()
          && path.last().arguments().getFirst() instanceof Value.Text tag) {
        tags.add(tag.text());
      }
    }
    return tags;
  }

  private int offset(Fact fact, String name) {
    int at = source.text().indexOf('"' + name + '"', fact.offset());
    return at < 0 ? fact.offset() : at;
  }

  private void cost(Fact fact, Constraints constraints, Set<String> bound, boolean counted) {
    boolean anyRule =
        fact.type().equals(DETECTION)
            && constraints.of("rule").texts() == null
            && fact.each().stream().noneMatch(RuleLint::saysRule);
    boolean joined = fact.each().stream().anyMatch(term -> joins(term, bound));
    boolean window =
        fact.over().isPresent()
            || fact.each().stream().anyMatch(term -> term instanceof Term.Temporal);
    if (!bound.isEmpty() && !joined) {
      add(
          Severity.WARNING,
          fact.offset(),
          "no == joins this with what stands before it, so every " + fact.type() + " is tried",
          "add one that both have, such as podUid == $pod");
    }
    if (counted && anyRule) {
      add(
          Severity.WARNING,
          fact.offset(),
          "this counts detections of every rule",
          "say which: rule in (\"…\", \"…\")");
    } else if (window && anyRule && !joined) {
      add(
          Severity.WARNING,
          fact.offset(),
          "this window holds detections of every rule",
          "say which: rule == \"…\"");
    }
  }

  private static boolean joins(Term term, Set<String> bound) {
    return term instanceof Term.Compare compare
        && compare.operator().equals("==")
        && (isOf(compare.left(), bound) != isOf(compare.right(), bound));
  }

  /** {@code rule == $rule}: not one that is known now, but only one each time. */
  private static boolean saysRule(Term term) {
    return term instanceof Term.Compare compare
        && compare.operator().equals("==")
        && (compare.left().spelt().equals("rule") || compare.right().spelt().equals("rule"));
  }

  private static boolean isOf(Value value, Set<String> bound) {
    return value instanceof Value.Path path && bound.contains(path.steps().getFirst().name());
  }

  private void add(Severity severity, int offset, String message, String hint) {
    findings.add(new Finding(severity, source.problem(offset, message, hint)));
  }
}
