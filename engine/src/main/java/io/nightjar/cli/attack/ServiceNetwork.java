package io.nightjar.cli.attack;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The network that a container's connections go to: addresses on the loopback interface of its own
 * network namespace, with something that accepts and hangs up. Nothing leaves the namespace.
 */
final class ServiceNetwork implements AutoCloseable {

  /** Where every cluster's API server is expected by habit. */
  static final String API_SERVER_ADDRESS = "10.96.0.1";

  /** RFC 5737 TEST-NET-3: never a real machine's. */
  static final String OUTSIDE_ADDRESS = "203.0.113.66";

  /** Where the clouds' metadata services answer. */
  static final String METADATA_ADDRESS = "169.254.169.254";

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final List<String> ADDRESSES =
      List.of(API_SERVER_ADDRESS, OUTSIDE_ADDRESS, METADATA_ADDRESS);
  private static final List<Integer> PORTS = List.of(80, 443, 4444);

  private final List<Process> listeners = new ArrayList<>();

  private ServiceNetwork() {}

  /**
   * @param pid a process in the network namespace
   */
  static ServiceNetwork start(HostTools tools, long pid) throws IOException, InterruptedException {
    ServiceNetwork network = new ServiceNetwork();
    List<String> inside =
        List.of(tools.nsenter(), "--net=/proc/" + pid + "/ns/net", tools.busybox());
    try {
      Program.check(plus(inside, "ip", "link", "set", "lo", "up"), LIMIT);
      for (String address : ADDRESSES) {
        Program.check(plus(inside, "ip", "addr", "add", address + "/32", "dev", "lo"), LIMIT);
      }
      for (int port : PORTS) {
        network.listeners.add(
            Program.start(
                plus(inside, "nc", "-ll", "-p", Integer.toString(port), "-e", "/bin/true")));
      }
      awaitListeners(plus(inside, "netstat", "-ltn"));
    } catch (IOException | InterruptedException | RuntimeException e) {
      network.close();
      throw e;
    }
    return network;
  }

  private static void awaitListeners(List<String> netstat)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < end) {
      String open = Program.check(netstat, LIMIT).output();
      if (PORTS.stream().allMatch(port -> open.contains(":" + port + " "))) {
        return;
      }
      Thread.sleep(20);
    }
    throw new IOException("nothing listens in the container's network after " + LIMIT);
  }

  private static List<String> plus(List<String> command, String... more) {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(List.of(more));
    return whole;
  }

  @Override
  public void close() {
    listeners.forEach(Process::destroyForcibly);
  }
}
