package io.nightjar.alert;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends alerts to a file. A file that stays open is opened anew when it was moved or removed, so
 * that a rotation needs no signal; with one, it is opened anew at once.
 */
public final class FileOutput implements AlertOutput {

  private static final Logger log = LoggerFactory.getLogger(FileOutput.class);

  private final Path file;
  private final boolean keepOpen;
  private final boolean buffered;
  private final @Nullable Rotation rotation;
  private @Nullable OutputStream stream;
  private @Nullable Object openKey;

  /**
   * @param buffered whether lines are held back while more of them wait
   */
  public FileOutput(Path file, boolean keepOpen, boolean buffered) {
    this(file, keepOpen, buffered, null);
  }

  /**
   * @param rotation when a new file is begun; null for never
   */
  public FileOutput(Path file, boolean keepOpen, boolean buffered, @Nullable Rotation rotation) {
    this.file = file;
    this.keepOpen = keepOpen;
    this.buffered = buffered;
    this.rotation = rotation;
  }

  @Override
  public synchronized void write(String line) throws IOException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
    if (rotation != null && rotation.isDue(file, bytes.length)) {
      reopen();
      rotation.rotate(file);
    }
    if (!keepOpen) {
      Files.write(file, bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return;
    }
    OutputStream open = open();
    try {
      open.write(bytes);
      if (!buffered) {
        open.flush();
      }
    } catch (IOException e) {
      // half a line may be held back; the next alert begins with a clean stream
      close();
      throw e;
    }
  }

  private OutputStream open() throws IOException {
    OutputStream now = stream;
    if (now != null && key().equals(openKey)) {
      return now;
    }
    reopen();
    OutputStream opened =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    stream = opened;
    openKey = key();
    return opened;
  }

  /** Device and number of the file that the path names now. */
  private Object key() throws IOException {
    try {
      Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
      return key == null ? file : key;
    } catch (NoSuchFileException e) {
      return "moved away";
    }
  }

  @Override
  public synchronized void idle() throws IOException {
    OutputStream open = stream;
    if (open != null) {
      open.flush();
    }
  }

  @Override
  public synchronized void reopen() throws IOException {
    OutputStream open = stream;
    stream = null;
    openKey = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void close() {
    try {
      reopen();
    } catch (IOException e) {
      log.warn("the end of {} could not be written: {}", file, e.getMessage());
    }
  }
}
