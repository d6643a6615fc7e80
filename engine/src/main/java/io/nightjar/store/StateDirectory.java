package io.nightjar.store;

import io.nightjar.files.OwnerOnly;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which one Nightjar keeps its state, locked for as long as it is open; readable
 * by its owner only.
 */
public final class StateDirectory implements AutoCloseable {

  private static final String DATABASE = "nightjar.db";
  private static final String LOCK = "nightjar.lock";

  /**
   * Closing any descriptor of a file drops this process's POSIX locks on it, so a second opening in
   * the same process must be refused before it touches the file.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lock;

  private StateDirectory(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes what is missing and takes the lock.
   *
   * @throws StoreException when another Nightjar holds it, or the directory cannot be used
   */
  public static StateDirectory open(Path directory) {
    StateDirectory opened = openUnlessHeld(directory);
    if (opened == null) {
      throw inUse(directory);
    }
    return opened;
  }

  /**
   * The same, but null when another Nightjar holds it.
   *
   * @throws StoreException when the directory cannot be used
   */
  static @Nullable StateDirectory openUnlessHeld(Path directory) {
    try {
      OwnerOnly.folder(directory);
      Path path = directory.toRealPath();
      closeWhereEmpty(path);
      createOwnerOnly(path.resolve(LOCK));
      if (!HELD.add(path)) {
        return null;
      }
      FileChannel lock = null;
      try {
        lock = lock(path);
        return lock == null ? null : new StateDirectory(path, lock);
      } finally {
        if (lock == null) {
          HELD.remove(path);
        }
      }
    } catch (IOException e) {
      throw new StoreException(
          "the state directory "
              + directory
              + " cannot be used ("
              + e
              + "); give the user that runs Nightjar the right to write there, or name another one",
          e);
    }
  }

  /** A folder that was made for it is open to all where a kubelet made it. */
  private static void closeWhereEmpty(Path path) throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      if (files.findAny().isEmpty()) {
        Files.setPosixFilePermissions(path, OwnerOnly.FOLDER.value());
      }
    } catch (FileSystemException belongsToSomebodyElse) {
      // a volume of another owner: what is in it is closed by itself, and doctor tells
    }
  }

  /** Where the database of the state directory {@code directory} lies, open or not. */
  public static Path database(Path directory) {
    return directory.resolve(DATABASE);
  }

  public Path path() {
    return path;
  }

  public Path database() {
    return database(path);
  }

  private static @Nullable FileChannel lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        channel.close();
        return null;
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static StoreException inUse(Path directory) {
    return new StoreException(
        "the state directory "
            + directory
            + " is in use by another Nightjar ("
            + holder(directory)
            + "); stop that one, or give this one a state directory of its own");
  }

  private static String holder(Path directory) {
    try {
      Path path = directory.toRealPath();
      // while this process has the lock, opening the file again would lose it
      return HELD.contains(path)
          ? "this process"
          : "the process " + Files.readString(path.resolve(LOCK)).strip();
    } catch (IOException e) {
      return "of an unknown process";
    }
  }

  static void createOwnerOnly(Path file) throws IOException {
    try {
      Files.createFile(file, OwnerOnly.FILE);
    } catch (FileAlreadyExistsException alreadyThere) {
      Files.setPosixFilePermissions(file, OwnerOnly.FILE.value());
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new StoreException("cannot release " + path.resolve(LOCK), e);
    } finally {
      HELD.remove(path);
    }
  }
}
