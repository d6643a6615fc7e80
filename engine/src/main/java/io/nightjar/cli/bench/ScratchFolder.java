package io.nightjar.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder for the time of a benchmark that makes no load on the kernel.
 *
 * @param path of the folder, which is removed when this is closed
 */
record ScratchFolder(Path path) implements AutoCloseable {

  static ScratchFolder create() throws IOException {
    return new ScratchFolder(Files.createTempDirectory("nightjar-bench-"));
  }

  @Override
  public void close() throws IOException {
    Workspace.delete(path);
  }
}
