package io.nightjar.playbook.cases;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How a case went.
 *
 * @param differences lines that lay what came beside what was expected; empty when it passed
 * @param fired names of the playbook's rules that asked for something in it
 */
public record CaseResult(
    String playbook, Path file, String name, List<String> differences, Set<String> fired) {
  public CaseResult {
    differences = List.copyOf(differences);
    fired = Set.copyOf(fired);
  }

  public boolean passed() {
    return differences.isEmpty();
  }

  /** For people. */
  public String render() {
    String head = (passed() ? "pass  " : "FAIL  ") + playbook + ": " + name;
    return passed() ? head : head + " (" + file + ")\n  " + String.join("\n  ", differences);
  }
}
