package io.nightjar.actions;

import java.util.Optional;

/** Where {@link Intents} are written down, so that they outlast a crash. Any thread. */
public interface IntentNotes {

  /**
   * Durable when it returns; the first note stays.
   *
   * @return whether it was there before
   * @throws RuntimeException when it cannot be written; then nothing may be done
   */
  boolean begin(String responseId, String note);

  boolean begun(String responseId);

  /** Empty where nothing was begun. */
  Optional<String> note(String responseId);

  void forget(String responseId);
}
