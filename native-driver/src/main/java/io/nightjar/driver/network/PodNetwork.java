package io.nightjar.driver.network;

import io.nightjar.driver.ContainerProcesses;
import io.nightjar.driver.HeldProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts pods of this machine off the network from within their network namespace, and gives it back.
 * The rules live in the namespace: they need no Nightjar to stay in force. A pod in the host's
 * namespace is never cut so. Any thread.
 */
public final class PodNetwork {
  private static final long NET_ADMIN = 1L << 12;
  private static final long NET_RAW = 1L << 13;

  private final ContainerProcesses processes;

  public PodNetwork(ContainerProcesses processes) {
    this.processes = processes;
  }

  /** What there is in a pod's namespace now. */
  public enum State {
    /** Our table is in force. */
    CUT,
    /** There is a table of our name that is not as we make it. */
    CHANGED,
    OPEN,
    /** The pod runs no process here. */
    GONE,
    /** The pod is in the host's network namespace. */
    HOST_NETWORK,
    /** The kernel or the permissions do not let it be done. */
    UNAVAILABLE
  }

  /**
   * What was found or done.
   *
   * @param namespace name of the network namespace, or empty
   * @param responseId of the response whose table is in force, or empty
   * @param lines our table as the kernel lists it
   * @param destroyed connections that were destroyed
   * @param notes what a person must know
   */
  public record Report(
      State state,
      String namespace,
      String responseId,
      List<String> lines,
      int destroyed,
      List<String> notes) {
    public Report {
      lines = List.copyOf(lines);
      notes = List.copyOf(notes);
    }

    static Report of(State state, String... notes) {
      return new Report(state, "", "", List.of(), 0, List.of(notes));
    }
  }

  /** How it is, changing nothing. */
  public Report look(String podUid) {
    return within(podUid, (namespace, socket) -> listed(namespace, socket, 0, List.of()));
  }

  /**
   * Drops everything but loopback and what is allowed, at once, and destroys the connections. Where
   * any table of ours is there already, nothing is done.
   */
  public Report cut(String podUid, List<AddressRange> allowed, String responseId) {
    return within(
        podUid,
        (namespace, socket) -> {
          if (ListedTable.read(socket) != null) {
            return listed(namespace, socket, 0, List.of());
          }
          try {
            new CutTable(allowed, responseId).install(socket);
          } catch (KernelRefusal refused) {
            if (refused.errno() != KernelRefusal.EEXIST) {
              return Report.of(
                  State.UNAVAILABLE, "nftables of the kernel: " + refused.getMessage());
            }
          }
          List<String> notes = new ArrayList<>();
          int destroyed = destroy(namespace, allowed, notes);
          return listed(namespace, socket, destroyed, notes);
        });
  }

  /** Removes our table, whatever is in it: look before. */
  public Report restore(String podUid) {
    return within(
        podUid,
        (namespace, socket) -> {
          if (ListedTable.read(socket) != null) {
            CutTable.remove(socket);
          }
          return listed(namespace, socket, 0, List.of());
        });
  }

  private static int destroy(
      NetworkNamespace namespace, List<AddressRange> allowed, List<String> notes) {
    try (NetlinkSocket diagnosis = NetlinkSocket.open(namespace, NetlinkSocket.SOCKET_DIAGNOSIS)) {
      OpenSockets.Report report = new OpenSockets(diagnosis, allowed).destroy();
      notes.addAll(report.left());
      return report.destroyed();
    } catch (IOException refused) {
      notes.add("established connections are cut, but not closed: " + refused.getMessage());
      return 0;
    }
  }

  private static Report listed(
      NetworkNamespace namespace, NetlinkSocket socket, int destroyed, List<String> notes)
      throws IOException {
    ListedTable table = ListedTable.read(socket);
    return table == null
        ? new Report(State.OPEN, namespace.name(), "", List.of(), destroyed, notes)
        : new Report(
            table.drops() ? State.CUT : State.CHANGED,
            namespace.name(),
            table.responseId(),
            table.lines(),
            destroyed,
            notes);
  }

  private interface Work {
    Report with(NetworkNamespace namespace, NetlinkSocket socket) throws IOException;
  }

  private Report within(String podUid, Work work) {
    List<HeldProcess> held = processes.ofPod(podUid);
    try (NetworkNamespace namespace = oldest(held)) {
      if (namespace == null) {
        return Report.of(State.GONE);
      }
      if (namespace.isOfTheHost()) {
        return Report.of(State.HOST_NETWORK);
      }
      try (NetlinkSocket socket = NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER)) {
        Report report = work.with(namespace, socket);
        List<String> notes = new ArrayList<>(report.notes());
        notes.addAll(waysOut(held, namespace.name()));
        return new Report(
            report.state(),
            report.namespace(),
            report.responseId(),
            report.lines(),
            report.destroyed(),
            notes);
      }
    } catch (IOException refused) {
      return Report.of(State.UNAVAILABLE, String.valueOf(refused.getMessage()));
    } finally {
      held.forEach(HeldProcess::close);
    }
  }

  /** That of the pod's sandbox; whoever came later may be in one that it made itself. */
  private static @Nullable NetworkNamespace oldest(List<HeldProcess> held) throws IOException {
    for (HeldProcess process : held) {
      try {
        return NetworkNamespace.of(process);
      } catch (KernelRefusal refused) {
        if (process.isAlive()) {
          throw refused;
        }
      }
    }
    return null;
  }

  /** What of the pod could get round the cut. */
  private static List<String> waysOut(List<HeldProcess> held, String namespace) {
    int elsewhere = 0;
    boolean admin = false;
    boolean raw = false;
    for (HeldProcess process : held) {
      Path folder = Path.of("/proc/" + process.pid());
      try {
        String own = Files.readSymbolicLink(folder.resolve("ns/net")).toString();
        long may = capabilities(folder);
        if (process.isAlive()) {
          elsewhere += own.equals(namespace) ? 0 : 1;
          admin |= (may & NET_ADMIN) != 0;
          raw |= (may & NET_RAW) != 0;
        }
      } catch (IOException | NumberFormatException ended) {
        // it cannot send any more
      }
    }
    List<String> ways = new ArrayList<>();
    if (elsewhere > 0) {
      ways.add(elsewhere + " of its processes are in another network namespace, which is not cut");
    }
    if (admin) {
      ways.add("a process of the pod holds CAP_NET_ADMIN and can take the rules away");
    }
    if (raw) {
      ways.add(
          "a process of the pod holds CAP_NET_RAW: what it sends by packet sockets passes the"
              + " rules");
    }
    return ways;
  }

  private static long capabilities(Path folder) throws IOException {
    for (String line : Files.readAllLines(folder.resolve("status"))) {
      if (line.startsWith("CapEff:")) {
        return Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
      }
    }
    return 0;
  }
}
