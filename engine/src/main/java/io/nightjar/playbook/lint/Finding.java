package io.nightjar.playbook.lint;

import io.nightjar.playbook.dialect.Problem;
import java.util.Comparator;
import java.util.Locale;

/** Something that a check has to tell. */
public record Finding(Severity severity, Problem problem) implements Comparable<Finding> {

  /** How much it matters. */
  public enum Severity {
    /** The playbook cannot be used, or a part of it provably does nothing. */
    ERROR,
    /** It works, and is probably not what was meant, or costs more than it has to. */
    WARNING;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static Finding error(Problem problem) {
    return new Finding(Severity.ERROR, problem);
  }

  public static Finding warning(Problem problem) {
    return new Finding(Severity.WARNING, problem);
  }

  public boolean isError() {
    return severity == Severity.ERROR;
  }

  /** By file and place, an error before a warning. */
  @Override
  public int compareTo(Finding other) {
    return Comparator.comparing(Finding::problem)
        .thenComparing(Finding::severity)
        .compare(this, other);
  }
}
