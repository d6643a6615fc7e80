package io.nightjar.rules.load;

import io.nightjar.rules.Problem;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what is wrong while a load goes on; the same problem of a macro that many rules use is
 * told once.
 */
public final class Problems {
  private static final int LIMIT = 500;

  private final Set<Problem> all = new LinkedHashSet<>();
  private boolean failed;

  public void add(Problem problem) {
    failed |= problem.severity() == Problem.Severity.ERROR;
    if (all.size() < LIMIT) {
      all.add(problem);
    }
  }

  /** True once an error, not only a warning, was added. */
  public boolean failed() {
    return failed;
  }

  /** In the order they were found. */
  public List<Problem> all() {
    return List.copyOf(all);
  }

  /** Sorted by place, the files in the given order. */
  public List<Problem> byPlace(List<String> files) {
    return all.stream()
        .sorted(
            Comparator.comparingInt((Problem p) -> files.indexOf(p.file()))
                .thenComparingInt(Problem::line)
                .thenComparingInt(Problem::column))
        .toList();
  }
}
