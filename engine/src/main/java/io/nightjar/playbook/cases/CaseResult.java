package io.nightjar.playbook.cases;

import java.nio.file.Path;
import java.util.List;

/**
 * How a case went.
 *
 * @param differences a line each; empty when it passed
 */
public record CaseResult(String playbook, Path file, String name, List<String> differences) {
  public CaseResult {
    differences = List.copyOf(differences);
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
