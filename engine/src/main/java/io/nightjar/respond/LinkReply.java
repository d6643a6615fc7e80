package io.nightjar.respond;

/** What became of asking for an {@link AnswerLink}. */
public sealed interface LinkReply {

  /** It is recorded that there is one now. */
  record Issued(AnswerLink link) implements LinkReply {}

  /** There is none. */
  record Refused(DeskReply.Refused refusal) implements LinkReply {}
}
