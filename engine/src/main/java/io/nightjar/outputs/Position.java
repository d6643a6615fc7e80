package io.nightjar.outputs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;

/** How far one output has followed the audit log, in a file of the state folder. */
final class Position {

  private final Path file;

  Position(Path file) {
    this.file = file;
  }

  /**
   * Index of the next leaf; nothing where the output is new.
   *
   * @throws IOException when the file cannot be read or holds no number
   */
  OptionalLong read() throws IOException {
    try {
      return OptionalLong.of(Long.parseUnsignedLong(Files.readString(file).strip()));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (NumberFormatException e) {
      throw new IOException(file + " holds no number", e);
    }
  }

  // not forced to the disk: after a crash of the machine some lines may go out a second time
  void write(long next) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, next + "\n");
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
