package io.nightjar.audit;

import io.nightjar.files.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A folder of keys that several engines share, such as a mounted Secret. Each engine copies what it
 * holds into its state folder at its start, over what is there, and again while it waits.
 */
public final class SharedKeys {

  /** Of the API: commands that talk to any engine of the store use the same. */
  public static final String TOKEN = "token";

  /** Seals the links by which people answer; any engine opens what another has sealed. */
  public static final String ANSWER_LINKS = "answer-links.key";

  /** Signs the audit log. */
  public static final String AUDIT = CheckpointSigner.PRIVATE_FILE;

  /** Is to follow that one. */
  public static final String AUDIT_NEXT = CheckpointSigner.NEXT_FILE;

  /** Every file that may be in it. */
  public static final List<String> FILES =
      List.of(AUDIT, CheckpointSigner.PUBLIC_FILE, AUDIT_NEXT, TOKEN, ANSWER_LINKS);

  /** In the state folder: the path of the folder. */
  private static final String NOTE = "keys.folder";

  private SharedKeys() {}

  /**
   * Copies them.
   *
   * @param state the state folder
   * @throws IOException when the audit key is not among them, or one cannot be copied
   */
  public static void bring(Path keys, Path state) throws IOException {
    Path key = keys.resolve(CheckpointSigner.PRIVATE_FILE);
    if (!Files.isReadable(key)) {
      throw new IOException(
          key
              + " is not there or cannot be read: store.keys names a folder without the audit key."
              + " Make one with `nightjar store keys`, or copy "
              + CheckpointSigner.PRIVATE_FILE
              + " from the state folder of the engine that leads");
    }
    for (String name : FILES) {
      Path file = keys.resolve(name);
      if (Files.exists(file) && !same(file, state.resolve(name))) {
        copy(file, state.resolve(name));
      }
    }
    if (Files.notExists(keys.resolve(CheckpointSigner.PUBLIC_FILE))) {
      Files.deleteIfExists(state.resolve(CheckpointSigner.PUBLIC_FILE)); // made anew from the key
    }
    Files.writeString(state.resolve(NOTE), keys.toAbsolutePath() + "\n");
  }

  /** Forgets that keys were shared. */
  public static void none(Path state) throws IOException {
    Files.deleteIfExists(state.resolve(NOTE));
  }

  /** Where the keys of this state folder come from; empty where they are its own. */
  static Optional<Path> folder(Path state) throws IOException {
    Path note = state.resolve(NOTE);
    return Files.exists(note)
        ? Optional.of(Path.of(Files.readString(note).strip()))
        : Optional.empty();
  }

  private static boolean same(Path one, Path other) throws IOException {
    return Files.exists(other) && Files.mismatch(one, other) < 0;
  }

  /** Readable by its owner only, never half. */
  public static void copy(Path from, Path to) throws IOException {
    OwnerOnly.write(to, Files.readAllBytes(from));
  }
}
