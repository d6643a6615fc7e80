package io.nightjar.http;

/** A request to a running Nightjar that came to nothing. */
public abstract sealed class ControlFailure extends Exception {

  private ControlFailure(String message) {
    super(message);
  }

  /** None runs with this state folder, or it does not answer. */
  public static final class NotReachable extends ControlFailure {
    public NotReachable(String message) {
      super(message);
    }
  }

  /** It answered with a problem. */
  public static final class Refused extends ControlFailure {
    private final transient Problem problem;

    public Refused(Problem problem) {
      super(
          problem.detail().isEmpty() ? problem.title() : problem.title() + ": " + problem.detail());
      this.problem = problem;
    }

    public Problem problem() {
      return problem;
    }
  }
}
