package io.nightjar.image;

import java.io.IOException;
import java.nio.file.Path;

/** Where the launcher has told that things are. */
final class Places {

  private Places() {}

  static Build build() throws IOException, InterruptedException {
    Path home = Path.of(System.getProperty("nightjar.home", ".")).toAbsolutePath().normalize();
    Path jdk = Path.of(System.getProperty("java.home"));
    Path work =
        Path.of(
            System.getProperty(
                "nightjar.image.work", home.resolve("engine/target/image").toString()));
    return Build.of(home, work, jdk);
  }
}
