package io.nightjar.agent.pods;

import io.nightjar.files.OwnerOnly;
import io.nightjar.fleet.wire.PodSnapshot;
import io.nightjar.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was last known of the pods, so that an agent that starts without an engine knows them. */
record PodFile(Path path) {

  private static final Logger log = LoggerFactory.getLogger(PodFile.class);

  /** Fills {@code pods} with what is there. */
  void into(KnownPods pods) {
    try {
      pods.replace(Json.MAPPER.readValue(Files.readAllBytes(path), PodSnapshot.class));
    } catch (NoSuchFileException first) {
      log.debug("no pods are known yet");
    } catch (IOException | RuntimeException damaged) {
      log.warn("what was known of the pods cannot be read; an engine tells it anew", damaged);
    }
  }

  /** Whole or not at all. */
  void write(KnownPods pods) {
    try {
      OwnerOnly.write(path, Json.MAPPER.writeValueAsBytes(pods.snapshot()));
    } catch (IOException e) {
      log.warn("what is known of the pods cannot be kept: {}", e.toString());
    }
  }
}
