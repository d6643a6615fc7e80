package io.nightjar.actions;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which responses have begun to change something that does not tell who changed it: a stopped
 * process, a frozen container, a pod that is gone. Written and synced before the change, so that a
 * run after a crash or a lost answer knows its own work. Any thread.
 */
public final class Intents {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

  private final IntentNotes notes;

  /**
   * In files, of which each machine has its own.
   *
   * @param folder is made when it is first needed
   */
  public Intents(Path folder) {
    this(new IntentFolder(folder));
  }

  public Intents(IntentNotes notes) {
    this.notes = notes;
  }

  /**
   * Notes that the response is about to act.
   *
   * @return whether it was noted before: an earlier run may have acted
   * @throws UncheckedIOException when it cannot be written; then nothing may be done
   */
  public boolean begin(String responseId) {
    return begin(responseId, "");
  }

  /**
   * The same with what the undo will need: how it was before. The first note stays.
   *
   * @param note one short line
   */
  public boolean begin(String responseId, String note) {
    return notes.begin(checked(responseId), note);
  }

  /** Whether the response was about to act at some time, and may have. */
  public boolean begun(String responseId) {
    return notes.begun(checked(responseId));
  }

  /** What was noted with it; empty where nothing was, or nothing was begun. */
  public Optional<String> note(String responseId) {
    return notes.note(checked(responseId)).filter(note -> !note.isEmpty());
  }

  /** It is undone, or did nothing. */
  public void forget(String responseId) {
    notes.forget(checked(responseId));
  }

  private static String checked(String responseId) {
    if (!ID.matcher(responseId).matches()) {
      throw new IllegalArgumentException("not the id of a response");
    }
    return responseId;
  }
}
