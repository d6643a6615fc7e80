package io.nightjar.playbook.cases;

import io.nightjar.playbook.CompiledPlaybooks.Playbook;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which rules asked for something in some case.
 *
 * @param rules how many there are
 * @param silent those that never did, by playbook
 */
public record Coverage(int rules, SortedMap<String, List<String>> silent) {

  public static Coverage of(Collection<Playbook> playbooks, List<CaseResult> results) {
    int rules = 0;
    SortedMap<String, List<String>> silent = new TreeMap<>();
    for (Playbook playbook : playbooks) {
      rules += playbook.rules().size();
      List<String> never =
          playbook.rules().stream()
              .filter(
                  rule ->
                      results.stream()
                          .noneMatch(
                              result ->
                                  result.playbook().equals(playbook.name())
                                      && result.fired().contains(rule)))
              .toList();
      if (!never.isEmpty()) {
        silent.put(playbook.name(), never);
      }
    }
    return new Coverage(rules, silent);
  }

  public int covered() {
    return rules - silent.values().stream().mapToInt(List::size).sum();
  }

  /** Rounded down; 100 where there are no rules. */
  public int percent() {
    return rules == 0 ? 100 : covered() * 100 / rules;
  }
}
