package io.nightjar.cli.attack;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** What tests that start containers need of the machine. */
final class ContainerMachine {

  private ContainerMachine() {}

  /** Skips the test, with the reason, where no container can be started. */
  static HostTools required() throws IOException {
    assumeThat(Files.getAttribute(Path.of("/proc/self"), "unix:uid"))
        .as("only root may start containers")
        .isEqualTo(0);
    HostTools.Search search = HostTools.search(System.getenv("PATH"));
    assumeThat(search.missing())
        .as("packages that containers need and this machine lacks")
        .isEmpty();
    HostTools found = search.found();
    if (found == null) {
      throw new AssertionError("nothing is missing and nothing was found");
    }
    return found;
  }

  /** A pod that no other test plays. */
  static Victim victim() {
    String id = (UUID.randomUUID().toString() + UUID.randomUUID()).replace("-", "");
    return new Victim("shop", "checkout-1", UUID.randomUUID().toString(), "checkout", id);
  }
}
