package io.nightjar.cli.doctor;

/**
 * One thing that was looked at.
 *
 * @param subject what, in a word or two
 * @param found what was found
 * @param todo what does not work, and what to do or type; empty when all is well
 */
record Line(State state, String subject, String found, String todo) {

  /** How it is. */
  enum State {
    OK,
    /** Nightjar works without it, but less of it. */
    WARN,
    /** Something that Nightjar is for does not work. */
    MISSING
  }

  static Line ok(String subject, String found) {
    return new Line(State.OK, subject, found, "");
  }

  static Line warn(String subject, String found, String todo) {
    return new Line(State.WARN, subject, found, todo);
  }

  static Line missing(String subject, String found, String todo) {
    return new Line(State.MISSING, subject, found, todo);
  }
}
