package io.nightjar.playbook.dialect;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.drools.drl.ast.descr.AccumulateDescr;
import org.drools.drl.ast.descr.BaseDescr;
import org.drools.drl.ast.descr.ConditionalElementDescr;
import org.drools.drl.ast.descr.ExprConstraintDescr;
import org.drools.drl.ast.descr.PatternDescr;
import org.drools.drl.ast.descr.RuleDescr;
import org.jspecify.annotations.Nullable;

/**
 * How the facts of one rule hang together. Facts that a rule joins by the pod, the container, the
 * workload or the response are about one workload; every other join may be about several, and so
 * may one by a pod where the rule does not say that there is one: rather too much than too little.
 */
final class Joins {

  /** What facts about different workloads never have in common, unless it is empty. */
  private static final Set<String> OF_ONE_WORKLOAD =
      Set.of("podUid", "workloadUid", "containerId", "responseId");

  private final List<Place> places = new ArrayList<>();

  /** The place and the property that a variable stands for. */
  private final Map<String, Bound> variables = new HashMap<>();

  private record Bound(Place place, String property) {}

  /** One pattern, and the one that it hangs on. */
  private static final class Place {
    private final List<Term> terms = new ArrayList<>();
    private @Nullable Place above;

    /** Properties that are said to be there. */
    private final Set<String> there = new HashSet<>();

    Place top() {
      Place top = this;
      for (Place next = above; next != null; next = next.above) {
        top = next;
      }
      return top;
    }

    void join(Place other) {
      Place top = top();
      Place otherTop = other.top();
      if (top != otherTop) {
        top.above = otherTop;
        otherTop.there.addAll(top.there);
      }
    }
  }

  private Joins() {}

  static boolean acrossWorkloads(RuleDescr rule) {
    Joins joins = new Joins();
    joins.all(rule.getLhs());
    return joins.across();
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
      } else if (!pattern.getObjectType().equals("CalendarOpened")) {
        place(pattern);
      }
    } else if (element instanceof ConditionalElementDescr parent) {
      all(parent);
    }
  }

  private void place(PatternDescr pattern) {
    Place place = new Place();
    places.add(place);
    for (Object child : pattern.getConstraint().getDescrs()) {
      if (child instanceof ExprConstraintDescr constraint) {
        flatten(TermReader.read(constraint.getExpression(), 0), place.terms);
      }
    }
    for (Term term : place.terms) {
      if (term instanceof Term.Bind bind) {
        property(bind.value(), place).ifPresent(bound -> variables.put(bind.variable(), bound));
      }
    }
    if (pattern.getIdentifier() != null) {
      variables.put(pattern.getIdentifier(), new Bound(place, ""));
    }
  }

  private static void flatten(Term term, List<Term> into) {
    if (term instanceof Term.All all) {
      all.terms().forEach(each -> flatten(each, into));
    } else {
      into.add(term);
    }
  }

  private boolean across() {
    for (Place place : places) {
      for (Term term : place.terms) {
        if (term instanceof Term.Compare compare && compare.operator().equals("!=")) {
          saysItIsThere(compare, place);
        }
      }
    }
    for (Place place : places) {
      for (Term term : place.terms) {
        if (term instanceof Term.Compare compare && compare.operator().equals("==")) {
          join(compare, place);
        }
      }
    }
    return places.isEmpty() || places.stream().map(Place::top).distinct().count() > 1;
  }

  private void saysItIsThere(Term.Compare compare, Place place) {
    boolean empty = compare.right() instanceof Value.Text text && text.text().isEmpty();
    if (empty) {
      property(compare.left(), place).ifPresent(bound -> bound.place().there.add(bound.property()));
    }
  }

  private void join(Term.Compare compare, Place place) {
    Bound left = property(compare.left(), place).orElse(null);
    Bound right = property(compare.right(), place).orElse(null);
    if (left == null || right == null || !left.property().equals(right.property())) {
      return;
    }
    boolean there =
        left.property().equals("responseId")
            || left.place().top().there.contains(left.property())
            || right.place().top().there.contains(left.property());
    if (there) {
      left.place().join(right.place());
    }
  }

  /** What of which place a value is, where it is one that tells workloads apart. */
  private Optional<Bound> property(Value value, Place place) {
    if (!(value instanceof Value.Path path)) {
      return Optional.empty();
    }
    String first = path.steps().getFirst().name();
    if (!path.isVariable()) {
      return path.steps().size() == 1 && OF_ONE_WORKLOAD.contains(first)
          ? Optional.of(new Bound(place, first))
          : Optional.empty();
    }
    Bound bound = variables.get(first);
    if (bound == null) {
      return Optional.empty();
    }
    if (path.steps().size() == 1) {
      return bound.property().isEmpty() ? Optional.empty() : Optional.of(bound);
    }
    String last = path.last().name();
    return path.steps().size() == 2 && bound.property().isEmpty() && OF_ONE_WORKLOAD.contains(last)
        ? Optional.of(new Bound(bound.place(), last))
        : Optional.empty();
  }
}
