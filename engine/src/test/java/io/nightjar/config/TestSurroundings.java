package io.nightjar.config;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;

/** The same surroundings on every machine. */
public final class TestSurroundings {

  public static final Surroundings FIXED =
      new Surroundings(
          Map.of(),
          Path.of("/home/kim"),
          Path.of("/opt/nightjar"),
          Path.of("/nowhere/nightjar.yaml"),
          true,
          "node-1",
          ZoneId.of("Europe/Berlin"));

  private TestSurroundings() {}
}
