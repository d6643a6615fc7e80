package io.nightjar.rules.language;

import io.nightjar.rules.Problem;

/** A text does not follow the grammar; holds the one problem that stopped the parser. */
public final class SyntaxError extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  SyntaxError(Problem problem) {
    super(problem.message());
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
