package io.nightjar.driver;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The files below one directory of a container, which is hostile: no link leads out of it, and only
 * regular files are opened, since devices and pipes act when they are. A read may take for ever
 * where the container has mounted its own file system: give it a thread that can be left behind.
 * Close it.
 */
public final class ContainerFiles implements AutoCloseable {
  private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");

  private final RootDirectory root;

  private ContainerFiles(RootDirectory root) {
    this.root = root;
  }

  /**
   * Those that a process sees.
   *
   * @throws IOException when it has ended or may not be looked into
   */
  public static ContainerFiles of(HeldProcess process) throws IOException {
    ContainerFiles files = below(Path.of("/proc/" + process.pid() + "/root"));
    if (!process.isAlive()) {
      files.close();
      throw new IOException("the process has ended");
    }
    return files;
  }

  /** Those below a directory. */
  public static ContainerFiles below(Path directory) throws IOException {
    RootDirectory root = RootDirectory.open(directory);
    if (root == null) {
      throw new IOException("its directory cannot be opened");
    }
    return new ContainerFiles(root);
  }

  /**
   * Opens a file for reading.
   *
   * @param path as the container has it
   * @throws IOException when there is no regular file of that name
   */
  public InputStream open(String path) throws IOException {
    int file = LibC.get().openInDirectory(root.fd(), path);
    if (file < 0) {
      throw new IOException(
          file == -LibC.ENOENT ? "there is no such file" : "it cannot be opened, errno " + -file);
    }
    try {
      Path opened = OWN_DESCRIPTORS.resolve("" + file);
      if (!Files.readAttributes(opened, BasicFileAttributes.class).isRegularFile()) {
        throw new IOException("it is no regular file");
      }
      return new Held(Files.newInputStream(opened), file);
    } catch (IOException e) {
      LibC.get().close(file);
      throw e;
    }
  }

  @Override
  public void close() {
    root.close();
  }

  /** Closes what held the file too. */
  private static final class Held extends FilterInputStream {
    private final int holder;
    private boolean closed;

    Held(InputStream in, int holder) {
      super(in);
      this.holder = holder;
    }

    @Override
    public void close() throws IOException {
      super.close();
      if (!closed) {
        closed = true;
        LibC.get().close(holder);
      }
    }
  }
}
