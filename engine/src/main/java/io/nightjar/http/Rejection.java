package io.nightjar.http;

/** Ends the handling of a request with a problem. */
final class Rejection extends RuntimeException {

  private final transient Problem problem;

  Rejection(Problem problem) {
    super(problem.title() + ": " + problem.detail(), null, false, false);
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
