package io.nightjar.actions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which responses have begun to change something that does not tell who changed it: a stopped
 * process, a frozen container, a pod that is gone. Written and synced before the change, so that a
 * run after a crash or a lost answer knows its own work. Any thread.
 */
public final class Intents {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");
  private static final int KEPT = 4_096;

  private final Path folder;

  /**
   * @param folder is made when it is first needed
   */
  public Intents(Path folder) {
    this.folder = folder;
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
    Path file = file(responseId);
    try {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        return true;
      }
      Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      Files.writeString(file, note);
      sync(file, StandardOpenOption.WRITE);
      sync(folder, StandardOpenOption.READ);
      forgetOldest();
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("the intent cannot be written, so nothing is done", e);
    }
  }

  /** Whether the response was about to act at some time, and may have. */
  public boolean begun(String responseId) {
    return Files.exists(file(responseId), LinkOption.NOFOLLOW_LINKS);
  }

  /** What was noted with it; empty where nothing was, or nothing was begun. */
  public Optional<String> note(String responseId) {
    try {
      return Optional.of(Files.readString(file(responseId))).filter(note -> !note.isEmpty());
    } catch (NoSuchFileException notBegun) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** It is undone, or did nothing. */
  public void forget(String responseId) {
    try {
      Files.deleteIfExists(file(responseId));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String responseId) {
    if (!ID.matcher(responseId).matches()) {
      throw new IllegalArgumentException("not the id of a response");
    }
    return folder.resolve(responseId);
  }

  private static void sync(Path path, StandardOpenOption... options) throws IOException {
    try (FileChannel channel = FileChannel.open(path, options)) {
      channel.force(true);
    }
  }

  private void forgetOldest() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.toList();
    }
    if (files.size() > KEPT) {
      files.stream().min(Comparator.comparing(Intents::time)).ifPresent(Intents::delete);
    }
  }

  private static FileTime time(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (NoSuchFileException gone) {
      return FileTime.fromMillis(Long.MAX_VALUE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
