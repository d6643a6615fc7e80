package io.nightjar.rules.cases;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What running cases gave.
 *
 * @param rulesWithoutMatch names of rules that no case has to match
 * @param rulesWithoutNearMiss names of rules that no case must leave alone
 */
public record CaseReport(
    List<Result> results,
    SortedSet<String> rulesWithoutMatch,
    SortedSet<String> rulesWithoutNearMiss) {
  public CaseReport {
    results = List.copyOf(results);
    rulesWithoutMatch = Collections.unmodifiableSortedSet(new TreeSet<>(rulesWithoutMatch));
    rulesWithoutNearMiss = Collections.unmodifiableSortedSet(new TreeSet<>(rulesWithoutNearMiss));
  }

  /**
   * The outcome of one case.
   *
   * @param message with file and line, empty if it passed
   * @param matched all rules that the event matched
   */
  public record Result(RuleCase ruleCase, boolean passed, String message, List<String> matched) {}

  public List<Result> failures() {
    return results.stream().filter(result -> !result.passed()).toList();
  }

  /** Whether every case passed and every rule has a case of both kinds. */
  public boolean complete() {
    return failures().isEmpty() && rulesWithoutMatch.isEmpty() && rulesWithoutNearMiss.isEmpty();
  }
}
