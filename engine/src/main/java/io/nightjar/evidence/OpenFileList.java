package io.nightjar.evidence;

import io.nightjar.driver.HeldProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the processes of the container have open, a line a descriptor. */
final class OpenFileList implements Collector {
  private static final int MOST_OF_A_PROCESS = 20_000;

  @Override
  public void collect(Scene scene, Sink sink) throws IOException {
    for (HeldProcess process : scene.processes()) {
      Path folder = scene.folder(process);
      List<Path> descriptors = descriptors(folder);
      if (descriptors.size() >= MOST_OF_A_PROCESS) {
        sink.cut("of process " + process.pid() + " only " + MOST_OF_A_PROCESS + " descriptors");
      }
      for (Path descriptor : descriptors) {
        String number = String.valueOf(descriptor.getFileName());
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("pid", process.pid());
        line.put("descriptor", number);
        line.put("file", Lines.link(descriptor));
        line.put("flags", fact(folder.resolve("fdinfo").resolve(number), "flags:"));
        line.put("position", fact(folder.resolve("fdinfo").resolve(number), "pos:"));
        Lines.write(sink, line);
      }
    }
  }

  private static List<Path> descriptors(Path folder) {
    try (Stream<Path> all = Files.list(folder.resolve("fd"))) {
      return all.limit(MOST_OF_A_PROCESS).toList();
    } catch (IOException | UncheckedIOException | DirectoryIteratorException gone) {
      return List.of();
    }
  }

  private static String fact(Path file, String name) {
    try {
      for (String line : Lines.text(file).split("\n")) {
        if (line.startsWith(name)) {
          return line.substring(name.length()).strip();
        }
      }
    } catch (IOException closedMeanwhile) {
      return "";
    }
    return "";
  }
}
