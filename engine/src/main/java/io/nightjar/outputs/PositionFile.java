package io.nightjar.outputs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;

/** A position in a file of the state folder. */
final class PositionFile implements Position {

  private final Path file;

  PositionFile(Path file) {
    this.file = file;
  }

  @Override
  public OptionalLong read() throws IOException {
    try {
      return OptionalLong.of(Long.parseUnsignedLong(Files.readString(file).strip()));
    } catch (NoSuchFileException e) {
      return OptionalLong.empty();
    } catch (NumberFormatException e) {
      throw new IOException(file + " holds no number", e);
    }
  }

  // not forced to the disk: after a crash of the machine some lines may go out a second time
  @Override
  public void write(long next) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, next + "\n");
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
