package io.nightjar.config;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used; holds everything that is wrong with it, in file order. */
public final class ConfigErrors extends Exception {

  private final transient List<ConfigProblem> problems;

  public ConfigErrors(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::render).collect(Collectors.joining("\n")));
    this.problems =
        problems.stream()
            .sorted(
                Comparator.comparingInt(ConfigProblem::line)
                    .thenComparingInt(ConfigProblem::column))
            .toList();
  }

  public List<ConfigProblem> problems() {
    return problems;
  }

  /** Every problem as a compiler says it, and how many they are. */
  public String render() {
    String all = problems.stream().map(ConfigProblem::render).collect(Collectors.joining("\n"));
    return all + "\n" + problems.size() + (problems.size() == 1 ? " error" : " errors");
  }
}
