package io.nightjar.http;

import java.util.List;

/**
 * What came of loading configuration, rules and playbooks again.
 *
 * @param problems what was wrong; empty when the files as they are now are in force
 * @param changes what is different now, a line each; empty when nothing is
 */
public record ReloadReport(List<String> problems, List<String> changes) {
  public ReloadReport {
    problems = List.copyOf(problems);
    changes = List.copyOf(changes);
  }
}
