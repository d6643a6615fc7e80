package io.nightjar.agent.link;

import java.time.Duration;

/** An engine did not do what it was asked. The message says why, and never holds a credential. */
public abstract sealed class LinkFailure extends Exception {

  private LinkFailure(String message) {
    super(message);
  }

  /** Nobody answered, or not now: asking again, or another, may help. */
  public static final class NotNow extends LinkFailure {
    private final Duration pause;

    /**
     * @param pause for so long it wants to be left alone; zero where it does not say
     */
    public NotNow(String message, Duration pause) {
      super(message);
      this.pause = pause;
    }

    public Duration pause() {
      return pause;
    }
  }

  /** It does not know this agent, or does not let it. */
  public static final class NotLetIn extends LinkFailure {
    NotLetIn(String message) {
      super(message);
    }
  }

  /** It was understood and will be answered in the same way again. */
  public static final class Refused extends LinkFailure {
    private final int status;

    Refused(String message, int status) {
      super(message);
      this.status = status;
    }

    public int status() {
      return status;
    }
  }
}
