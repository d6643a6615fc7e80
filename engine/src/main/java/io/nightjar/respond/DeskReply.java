package io.nightjar.respond;

/** What became of a person's word at the desk. */
public sealed interface DeskReply {

  /** It counts; the response as it is now. */
  record Done(Response response) implements DeskReply {}

  /**
   * Nothing changed.
   *
   * @param why in plain words
   */
  record Refused(Cause cause, String why) implements DeskReply {}

  enum Cause {
    /** No response has that id. */
    NOT_FOUND,
    /** Several responses begin with it. */
    AMBIGUOUS,
    /** The response is in a state where this is not possible, or too late. */
    WRONG_STATE,
    /** That person may not answer this. */
    NOT_ENTITLED,
    /** The link was used already, or its time is over. */
    LINK_OVER,
    /** What was agreed to is not what would be done. */
    DIFFERENT_ACTION,
    /** The action cannot be undone. */
    IRREVERSIBLE,
    /** There is no such action, or not on this target, or not with these parameters. */
    UNSUITABLE
  }
}
