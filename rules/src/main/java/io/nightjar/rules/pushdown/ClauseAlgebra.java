package io.nightjar.rules.pushdown;

import io.nightjar.driver.FilterClause;
import io.nightjar.driver.FilterClause.Outcome;
import io.nightjar.driver.FilterClause.Scope;
import io.nightjar.driver.NumberTest;
import io.nightjar.driver.PathTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The algebra of clauses, all of them in one normal form: tests are sorted, none is implied by
 * another of its clause, and what the outcome says of the result is in both.
 */
final class ClauseAlgebra {
  private ClauseAlgebra() {}

  static boolean isAlways(FilterClause clause) {
    return clause.scope() == Scope.ANY
        && clause.outcome() == Outcome.ANY
        && clause.numbers().isEmpty()
        && clause.paths().isEmpty();
  }

  /** The clause that holds where both do, or null if no event can be like that. */
  static @Nullable FilterClause both(FilterClause a, FilterClause b) {
    boolean apart =
        (a.scope() != Scope.ANY && b.scope() != Scope.ANY && a.scope() != b.scope())
            || (a.outcome() != Outcome.ANY
                && b.outcome() != Outcome.ANY
                && a.outcome() != b.outcome());
    if (apart) {
      return null;
    }
    List<NumberTest> numbers = new ArrayList<>(a.numbers());
    b.numbers().forEach(test -> addNumber(numbers, test));
    List<PathTest> paths = new ArrayList<>(a.paths());
    b.paths().forEach(test -> addPath(paths, test));
    return normal(
        a.scope() == Scope.ANY ? b.scope() : a.scope(),
        a.outcome() == Outcome.ANY ? b.outcome() : a.outcome(),
        numbers,
        paths);
  }

  private static void addNumber(List<NumberTest> tests, NumberTest added) {
    add(tests, added, NumberTests::implies, NumberTests::both);
  }

  private static void addPath(List<PathTest> tests, PathTest added) {
    add(tests, added, PathTests::implies, PathTests::both);
  }

  private static <T> void add(
      List<T> tests, T added, BiPredicate<T, T> implies, BiFunction<T, T, @Nullable T> both) {
    for (int i = 0; i < tests.size(); i++) {
      T test = tests.get(i);
      if (implies.test(test, added)) {
        return;
      }
      T one = implies.test(added, test) ? added : both.apply(test, added);
      if (one != null) {
        tests.remove(i);
        add(tests, one, implies, both);
        return;
      }
    }
    tests.add(added);
  }

  /** Brings the result and the outcome into line; null if nothing can be like that. */
  private static @Nullable FilterClause normal(
      Scope scope, Outcome given, List<NumberTest> numbers, List<PathTest> paths) {
    Outcome outcome = given;
    List<NumberTest> kept = new ArrayList<>();
    for (NumberTest test : numbers) {
      NumberTest one = test.arg() == null ? ofResult(test, outcome) : test;
      if (NumberTests.isNever(one)) {
        return null;
      }
      outcome = one.arg() == null ? outcomeOf(one, outcome) : outcome;
      if (!NumberTests.isAlways(one)) {
        kept.add(one);
      }
    }
    kept.sort(NumberTests::compare);
    List<PathTest> sorted = new ArrayList<>(paths);
    sorted.removeIf(PathTests::isAlways);
    sorted.sort(PathTests::compare);
    return new FilterClause(scope, outcome, kept, sorted, false);
  }

  private static NumberTest ofResult(NumberTest test, Outcome outcome) {
    if (outcome == Outcome.ANY || test.mask() != -1) {
      return test;
    }
    boolean succeeded = outcome == Outcome.SUCCEEDED;
    Set<Long> possible = new HashSet<>(test.values());
    possible.removeIf(value -> value >= 0 != succeeded);
    return new NumberTest(null, -1, possible, test.negated());
  }

  private static Outcome outcomeOf(NumberTest test, Outcome outcome) {
    if (test.negated() || test.mask() != -1) {
      return outcome;
    }
    boolean succeeds = false;
    boolean fails = false;
    for (long value : test.values()) {
      succeeds |= value >= 0;
      fails |= value < 0;
    }
    return succeeds == fails ? outcome : succeeds ? Outcome.SUCCEEDED : Outcome.FAILED;
  }

  /** Whether the one surely holds wherever the other does. */
  static boolean implies(FilterClause a, FilterClause b) {
    return (b.scope() == Scope.ANY || a.scope() == b.scope())
        && (b.outcome() == Outcome.ANY || a.outcome() == b.outcome())
        && implyAll(a.numbers(), b.numbers(), NumberTests::implies)
        && implyAll(a.paths(), b.paths(), PathTests::implies);
  }

  private static <T> boolean implyAll(List<T> tests, List<T> implied, BiPredicate<T, T> implies) {
    for (T one : implied) {
      boolean found = false;
      for (int i = 0; i < tests.size() && !found; i++) {
        found = implies.test(tests.get(i), one);
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }

  /** One clause that holds where one of the two does and nowhere else; null if there is none. */
  static @Nullable FilterClause either(FilterClause a, FilterClause b) {
    if (implies(a, b)) {
      return b;
    }
    if (implies(b, a)) {
      return a;
    }
    boolean sameNumbers = a.numbers().equals(b.numbers());
    boolean samePaths = a.paths().equals(b.paths());
    boolean sameFrame = a.scope() == b.scope() && a.outcome() == b.outcome();
    if (!sameFrame) {
      return sameNumbers && samePaths ? joinedFrames(a, b) : null;
    }
    if (samePaths) {
      List<NumberTest> numbers = exceptForOne(a.numbers(), b.numbers(), NumberTests::either);
      return numbers == null ? null : normal(a.scope(), a.outcome(), numbers, a.paths());
    }
    List<PathTest> paths =
        sameNumbers ? exceptForOne(a.paths(), b.paths(), PathTests::either) : null;
    return paths == null ? null : normal(a.scope(), a.outcome(), a.numbers(), paths);
  }

  private static @Nullable FilterClause joinedFrames(FilterClause a, FilterClause b) {
    if (a.scope() == b.scope()) {
      return normal(a.scope(), Outcome.ANY, a.numbers(), a.paths());
    }
    return a.outcome() == b.outcome()
        ? normal(Scope.ANY, a.outcome(), a.numbers(), a.paths())
        : null;
  }

  /** The tests of both where all but one are the same and that one can be united; else null. */
  private static <T> @Nullable List<T> exceptForOne(
      List<T> some, List<T> others, BiFunction<T, T, @Nullable T> either) {
    List<T> common = new ArrayList<>(some);
    common.retainAll(others);
    List<T> one = new ArrayList<>(some);
    one.removeAll(common);
    List<T> other = new ArrayList<>(others);
    other.removeAll(common);
    if (one.size() != 1 || other.size() != 1) {
      return null;
    }
    T united = either.apply(one.get(0), other.get(0));
    if (united == null) {
      return null;
    }
    common.add(united);
    return common;
  }

  /** A clause that holds where one of the two does, and maybe elsewhere. */
  static FilterClause weaker(FilterClause a, FilterClause b) {
    List<NumberTest> numbers = new ArrayList<>();
    for (NumberTest test : a.numbers()) {
      for (NumberTest other : b.numbers()) {
        NumberTest one = NumberTests.either(test, other);
        if (one != null && !NumberTests.isAlways(one)) {
          addNumber(numbers, one);
        }
      }
    }
    List<PathTest> paths = new ArrayList<>();
    for (PathTest test : a.paths()) {
      for (PathTest other : b.paths()) {
        PathTest one = PathTests.weaker(test, other);
        if (one != null) {
          addPath(paths, one);
        }
      }
    }
    FilterClause weaker =
        normal(
            a.scope() == b.scope() ? a.scope() : Scope.ANY,
            a.outcome() == b.outcome() ? a.outcome() : Outcome.ANY,
            numbers,
            paths);
    return weaker == null ? FilterClause.ALL : weaker;
  }

  /** How much of the two is lost in {@link #weaker}. */
  static int loss(FilterClause a, FilterClause b, FilterClause weaker) {
    return 3 * weight(a) + 3 * weight(b) - 6 * weight(weaker);
  }

  private static int weight(FilterClause clause) {
    int tests = clause.numbers().size() + 2 * clause.paths().size();
    return tests
        + (clause.scope() == Scope.ANY ? 0 : 2)
        + (clause.outcome() == Outcome.ANY ? 0 : 1);
  }
}
