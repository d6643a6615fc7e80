package io.nightjar.rules;

import java.util.List;
import java.util.stream.Collectors;

/** The rules cannot be used; carries every problem that was found, in the order of the files. */
public final class RuleErrors extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public RuleErrors(List<Problem> problems) {
    super(render(problems));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }

  /** All problems as a compiler prints them. */
  public String render() {
    return render(problems);
  }

  private static String render(List<Problem> problems) {
    return problems.stream().map(Problem::render).collect(Collectors.joining("\n"));
  }
}
