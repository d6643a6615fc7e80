package io.nightjar.evidence;

import io.nightjar.driver.HeldProcess;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;

/** What lies where in the memory of the container's processes, as the kernel writes it. */
final class MemoryMaps implements Collector {

  @Override
  public void collect(Scene scene, Sink sink) throws IOException {
    for (HeldProcess process : scene.processes()) {
      sink.out().write(("== process " + process.pid() + "\n").getBytes(StandardCharsets.UTF_8));
      try (InputStream maps = Files.newInputStream(scene.folder(process).resolve("maps"))) {
        maps.transferTo(sink.out());
      } catch (NoSuchFileException gone) {
        sink.note("process " + process.pid() + " ended while it was looked at");
      }
    }
  }
}
