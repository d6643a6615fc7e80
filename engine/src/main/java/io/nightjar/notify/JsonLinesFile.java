package io.nightjar.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Appends each notice to a file as one JSON object on one line; the file may be rotated. */
public final class JsonLinesFile implements Delivery {

  private final Path file;

  public JsonLinesFile(Path file) {
    this.file = file;
  }

  @Override
  public void deliver(Notice notice) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.writeString(
        file, NoticeJson.line(notice) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
