package io.nightjar.crash;

/** When a process of a crash night is killed. */
sealed interface Kill {

  /** Its row in the counts. */
  String row();

  /**
   * At a named point.
   *
   * @param visit the first time it gets there, the second …
   */
  record AtPoint(CrashPoint point, int visit) implements Kill {
    @Override
    public String row() {
      return point.name();
    }
  }

  /**
   * While the API server has its write number {@code number}.
   *
   * @param done whether the write took place before; otherwise it does after the process died
   */
  record AtWrite(int number, boolean done) implements Kill {
    @Override
    public String row() {
      return done ? "(the server has done a write)" : "(a write is on its way)";
    }
  }

  /** So long after the process was started, wherever it is. */
  record After(long millis) implements Kill {
    @Override
    public String row() {
      return "(a random instant)";
    }
  }
}
