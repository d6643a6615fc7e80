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
import java.util.stream.Stream;

/** Intents as files of a folder, named by their responses. */
final class IntentFolder implements IntentNotes {
  private static final int KEPT = 4_096;

  private final Path folder;

  IntentFolder(Path folder) {
    this.folder = folder;
  }

  @Override
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

  @Override
  public boolean begun(String responseId) {
    return Files.exists(file(responseId), LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Optional<String> note(String responseId) {
    try {
      return Optional.of(Files.readString(file(responseId)));
    } catch (NoSuchFileException notBegun) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void forget(String responseId) {
    try {
      Files.deleteIfExists(file(responseId));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path file(String responseId) {
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
      files.stream().min(Comparator.comparing(IntentFolder::time)).ifPresent(IntentFolder::delete);
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
