package io.nightjar.driver.network;

import io.nightjar.driver.HeldProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A network namespace, held open: it stays whatever becomes of its processes. Close it. */
public final class NetworkNamespace implements AutoCloseable {
  private static final Path OWN_DESCRIPTORS = Path.of("/proc/self/fd");
  // of the host are Nightjar's own, that of the first process, and that of the kernel's threads
  private static final List<Path> OF_THE_HOST =
      List.of(Path.of("/proc/self/ns/net"), Path.of("/proc/1/ns/net"), Path.of("/proc/2/ns/net"));

  private final int fd;
  private final String name;

  private NetworkNamespace(int fd, String name) {
    this.fd = fd;
    this.name = name;
  }

  /**
   * That of a process.
   *
   * @throws IOException when it may not be opened, or the process has ended
   */
  public static NetworkNamespace of(HeldProcess process) throws IOException {
    int fd = process.open("ns/net");
    if (fd < 0) {
      throw new KernelRefusal("the network namespace of " + process + " cannot be opened", -fd);
    }
    return new NetworkNamespace(
        fd, Files.readSymbolicLink(OWN_DESCRIPTORS.resolve("" + fd)).toString());
  }

  /** {@code net:[4026532281]}; unique as long as it is open. */
  public String name() {
    return name;
  }

  /**
   * Whether it is that of the host, or the one that Nightjar is in: what is done to those is done
   * to everybody.
   */
  public boolean isOfTheHost() {
    return hosts().contains(name);
  }

  private static List<String> hosts() {
    List<String> names = new ArrayList<>();
    for (Path link : OF_THE_HOST) {
      try {
        names.add(Files.readSymbolicLink(link).toString());
      } catch (IOException notAllowed) {
        // the first process may hold more than we do
      }
    }
    return names;
  }

  /** A socket in it; the caller closes it. */
  int socket(int domain, int type, int protocol) throws IOException {
    return SocketCalls.get().socketIn(fd, domain, type, protocol);
  }

  @Override
  public void close() {
    SocketCalls.get().close(fd);
  }
}
