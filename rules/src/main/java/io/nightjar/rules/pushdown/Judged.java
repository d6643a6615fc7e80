package io.nightjar.rules.pushdown;

/**
 * A check seen by the kernel: both are true of every event that they stand for, and maybe of more.
 *
 * @param holds covers the events that the check holds for
 * @param fails covers those that it does not hold for, be it that the field has no value
 */
record Judged(Clauses holds, Clauses fails) {
  static final Judged NEITHER = new Judged(Clauses.NEVER, Clauses.NEVER);
  static final Judged UNKNOWN = new Judged(Clauses.ALWAYS, Clauses.ALWAYS);
  static final Judged HOLDS = new Judged(Clauses.ALWAYS, Clauses.NEVER);
  static final Judged FAILS = new Judged(Clauses.NEVER, Clauses.ALWAYS);

  static Judged of(boolean holds) {
    return holds ? HOLDS : FAILS;
  }

  Clauses when(boolean holding) {
    return holding ? holds : fails;
  }

  Judged not() {
    return new Judged(/* holds= */ fails, /* fails= */ holds);
  }

  /** Where either of two cases is, and which one it is cannot be known. */
  Judged or(Judged other) {
    return new Judged(holds.or(other.holds), fails.or(other.fails));
  }

  /** In those events only. */
  Judged within(Clauses events) {
    return new Judged(holds.and(events), fails.and(events));
  }
}
