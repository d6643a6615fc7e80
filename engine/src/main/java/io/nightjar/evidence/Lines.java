package io.nightjar.evidence;

import io.nightjar.store.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes JSON lines, and reads the small files of {@code /proc}. */
final class Lines {
  private static final int MOST = 1 << 20;

  private Lines() {}

  static void write(Sink sink, Object line) throws IOException {
    sink.out().write((Json.write(line) + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The beginning of a file, at most a megabyte. */
  static String text(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MOST), StandardCharsets.UTF_8);
    }
  }

  /** Empty where there is none. */
  static String link(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException kernelThreadOrGone) {
      return "";
    }
  }
}
