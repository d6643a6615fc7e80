package io.nightjar.upkeep;

import java.util.List;

/**
 * What a check of a store found.
 *
 * @param findings one for each thing that was looked at, in order
 */
public record CheckReport(List<Finding> findings) {

  /**
   * @param what what was looked at: {@code responses}
   * @param told what there is, in plain words
   * @param problems one plain sentence each, the first ones of many; empty when it is sound
   */
  public record Finding(String what, String told, List<String> problems) {

    public boolean sound() {
      return problems.isEmpty();
    }
  }

  public CheckReport {
    findings = List.copyOf(findings);
  }

  public boolean sound() {
    return findings.stream().allMatch(Finding::sound);
  }
}
