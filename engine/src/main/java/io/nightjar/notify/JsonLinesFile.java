package io.nightjar.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends each notice to a file as one JSON object on one line; the file may be rotated. */
public final class JsonLinesFile implements Channel {

  private final Path file;

  public JsonLinesFile(Path file) {
    this.file = file;
  }

  @Override
  public Sent send(Letter letter) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      Files.writeString(
          file,
          NoticeJson.line(letter) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      return Sent.DELIVERED;
    } catch (IOException e) {
      return new Sent.Again("the file cannot be written: " + e, null);
    }
  }
}
