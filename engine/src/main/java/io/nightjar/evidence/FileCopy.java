package io.nightjar.evidence;

import io.nightjar.driver.ContainerFiles;
import io.nightjar.driver.HeldProcess;
import java.io.IOException;
import java.io.InputStream;

/**
 * A copy of one file as the container's first process that still runs sees it.
 *
 * @param path in the container; no link leads out of it
 */
record FileCopy(String path) implements Collector {

  @Override
  public void collect(Scene scene, Sink sink) throws IOException {
    HeldProcess process =
        scene.processes().stream()
            .filter(HeldProcess::isAlive)
            .findFirst()
            .orElseThrow(() -> new IOException("every process of the container has ended"));
    try (ContainerFiles files = ContainerFiles.of(process);
        InputStream in = files.open(path)) {
      in.transferTo(sink.out());
    }
  }
}
