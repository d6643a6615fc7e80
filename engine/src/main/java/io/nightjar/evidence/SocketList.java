package io.nightjar.evidence;

import io.nightjar.driver.HeldProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The sockets of the network namespaces that the container's processes are in, as the kernel lists
 * them; the inode in a line is the one that the open files name.
 */
final class SocketList implements Collector {
  private static final List<String> TABLES =
      List.of("tcp", "tcp6", "udp", "udp6", "raw", "raw6", "packet", "unix", "route", "arp", "dev");

  @Override
  public void collect(Scene scene, Sink sink) throws IOException {
    Set<String> seen = new LinkedHashSet<>();
    for (HeldProcess process : scene.processes()) {
      Path folder = scene.folder(process);
      String namespace = Lines.link(folder.resolve("ns/net"));
      if (namespace.isEmpty() || !seen.add(namespace)) {
        continue;
      }
      if (namespace.equals(Lines.link(scene.proc().resolve("self/ns/net")))) {
        sink.note("the container is in the host's network: these are everybody's sockets");
      }
      for (String table : TABLES) {
        write(sink, "== " + namespace + " " + table + "\n");
        try {
          write(sink, Lines.text(folder.resolve("net").resolve(table)));
        } catch (Sink.Full full) {
          throw full;
        } catch (IOException without) {
          write(sink, "not there\n");
        }
      }
    }
  }

  private static void write(Sink sink, String text) throws IOException {
    sink.out().write(text.getBytes(StandardCharsets.UTF_8));
  }
}
