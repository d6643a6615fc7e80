package io.nightjar.driver;

import java.util.List;

/**
 * One alternative of a {@link KernelFilter}: holds if all its tests do.
 *
 * @param numbers tests of numbers, all of which must hold
 * @param paths tests of paths, all of which must hold
 * @param oncePerDirectory sends of the events for which it holds the first for each container and
 *     directory, and another one only after losses: for who wants to know where, not how often
 */
public record FilterClause(
    Scope scope,
    Outcome outcome,
    List<NumberTest> numbers,
    List<PathTest> paths,
    boolean oncePerDirectory) {

  /** Holds for every event. */
  public static final FilterClause ALL =
      new FilterClause(Scope.ANY, Outcome.ANY, List.of(), List.of(), false);

  /** Where the process runs, by its cgroup. */
  public enum Scope {
    ANY,
    HOST,
    CONTAINER
  }

  /** How the call ended: a result from 0 on is a success. */
  public enum Outcome {
    ANY,
    SUCCEEDED,
    FAILED
  }

  public FilterClause {
    numbers = List.copyOf(numbers);
    paths = List.copyOf(paths);
  }

  /** The exact meaning, apart from {@link #oncePerDirectory}, which needs a memory. */
  public boolean holds(EventView event, boolean inContainer) {
    boolean rightScope = scope == Scope.ANY || (scope == Scope.CONTAINER) == inContainer;
    boolean rightOutcome =
        outcome == Outcome.ANY || (outcome == Outcome.SUCCEEDED) == (event.result() >= 0);
    return rightScope
        && rightOutcome
        && numbers.stream().allMatch(test -> test.holds(event))
        && paths.stream().allMatch(test -> test.holds(event));
  }
}
