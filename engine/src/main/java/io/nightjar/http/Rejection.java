package io.nightjar.http;

/** Ends the handling of a request with a problem. */
public final class Rejection extends RuntimeException {

  private final transient Problem problem;

  public Rejection(Problem problem) {
    super(problem.title() + ": " + problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
