package io.nightjar.playbook;

import io.nightjar.playbook.dialect.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** Playbooks that may not be loaded, with every problem of every file. */
public final class PlaybookErrors extends Exception {
  private final transient List<Problem> problems;

  PlaybookErrors(List<Problem> problems) {
    super(render(problems));
    this.problems = List.copyOf(problems);
  }

  /** Sorted by file, line and column. */
  public List<Problem> problems() {
    return problems;
  }

  private static String render(List<Problem> problems) {
    String count = problems.size() == 1 ? "1 problem" : problems.size() + " problems";
    return problems.stream().map(Problem::render).collect(Collectors.joining("\n\n"))
        + "\n\n"
        + count
        + "; no playbook was loaded";
  }
}
