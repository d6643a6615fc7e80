package io.nightjar.notify;

/**
 * One way to tell people: takes one letter, tries once, and says what became of it. May block for
 * as long as its time limits say; called by one thread at a time.
 */
@FunctionalInterface
public interface Channel {

  Sent send(Letter letter) throws InterruptedException;

  /** Whether it hands each question's links to their people by itself. */
  default boolean takesAllLinks() {
    return false;
  }

  /** Whether a message can be found again by what it gave back, so that an answer changes it. */
  default boolean changesMessages() {
    return false;
  }

  /** Looks whether it would work, without telling anybody anything; empty when it seems so. */
  default String problem() throws InterruptedException {
    return "";
  }
}
