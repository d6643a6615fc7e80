package io.nightjar.rules.field;

import io.nightjar.driver.Arg;
import io.nightjar.driver.FilterClause;
import io.nightjar.driver.FilterClause.Outcome;
import io.nightjar.driver.FilterClause.Scope;
import io.nightjar.driver.NumberTest;
import java.util.List;

/**
 * One of the things that the value of a field may be. Those of a field and a type of event cover
 * everything that the evaluator can read there.
 *
 * @param when what holds whenever the value is of this origin
 */
public record Possibility(FilterClause when, Origin origin) {
  static final List<Possibility> UNKNOWN = always(new Origin.Unknown());
  static final List<Possibility> MISSING = always(new Origin.Missing());

  static List<Possibility> always(Origin origin) {
    return List.of(new Possibility(FilterClause.ALL, origin));
  }

  static Possibility when(Outcome outcome, Origin origin) {
    return new Possibility(
        new FilterClause(Scope.ANY, outcome, List.of(), List.of(), false), origin);
  }

  static Possibility when(Scope scope, Origin origin) {
    return new Possibility(
        new FilterClause(scope, Outcome.ANY, List.of(), List.of(), false), origin);
  }

  static Possibility when(Origin origin, NumberTest... tests) {
    return new Possibility(
        new FilterClause(Scope.ANY, Outcome.ANY, List.of(tests), List.of(), false), origin);
  }

  /** A value where the call succeeded, and none where it failed. */
  static List<Possibility> onSuccess(Origin origin) {
    return List.of(when(Outcome.SUCCEEDED, origin), when(Outcome.FAILED, new Origin.Missing()));
  }

  static List<Possibility> path(Arg arg) {
    return always(new Origin.Path(arg, Origin.Part.WHOLE));
  }
}
