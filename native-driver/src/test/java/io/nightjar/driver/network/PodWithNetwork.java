package io.nightjar.driver.network;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.driver.RuncContainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** A container whose pod has an interface of its own, the other end of which is on the host. */
final class PodWithNetwork implements AutoCloseable {
  private final String name = "njt" + ThreadLocalRandom.current().nextInt(0x1000, 0x10000);
  private final int net = ThreadLocalRandom.current().nextInt(0, 64) * 4;
  private final int third = ThreadLocalRandom.current().nextInt(0, 256);
  private final RuncContainer container;

  PodWithNetwork(Path folder) throws IOException {
    assumeTrue(RuncContainer.works("ip", "-V"), "iproute2 is not installed");
    assumeTrue(RuncContainer.works("ip", "netns", "add", name), "no network namespace can be made");
    try {
      run("ip", "link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name);
      run("ip", "address", "add", address(1) + "/30", "dev", name);
      run("ip", "link", "set", name, "up");
      run("ip", "-n", name, "address", "add", address(2) + "/30", "dev", "eth0");
      run("ip", "-n", name, "link", "set", "eth0", "up");
      run("ip", "-n", name, "link", "set", "lo", "up");
      run("ip", "-n", name, "route", "add", "default", "via", address(1));
      container =
          RuncContainer.start(
              folder, UUID.randomUUID().toString(), "exec sleep 600", "/run/netns/" + name);
    } catch (IOException | RuntimeException e) {
      remove();
      throw e;
    }
  }

  RuncContainer container() {
    return container;
  }

  /** That of the host's end. */
  String host() {
    return address(1);
  }

  /** That of the pod. */
  String pod() {
    return address(2);
  }

  private String address(int last) {
    return "198.18." + third + "." + (net + last);
  }

  private static void run(String... command) throws IOException {
    RuncContainer.run(command);
  }

  private void remove() {
    RuncContainer.works("ip", "link", "delete", name);
    RuncContainer.works("ip", "netns", "delete", name);
  }

  @Override
  public void close() {
    container.close();
    remove();
  }
}
