package io.nightjar.playbook;

/** Takes what a {@link PlaybookSession} decides, on the session's own thread, one at a time. */
@FunctionalInterface
public interface DecisionListener {

  /**
   * @param replay the facts behind it were in the journal already when Nightjar started, so the
   *     store may know its id; what it does not know was lost in between and is to be done
   */
  void decided(Decision decision, boolean replay);

  /**
   * A calendar has begun that playbooks wait for, and what they ask because of it was told before;
   * on the session's thread. Who keeps it can tell a session after this one.
   */
  default void opened(CalendarOpened opening) {}

  /**
   * There was too much to remember; on the watchdog's thread, once a minute at most.
   *
   * @param facts how many more were forgotten before their time since the last call
   */
  default void forgotten(long facts) {}
}
