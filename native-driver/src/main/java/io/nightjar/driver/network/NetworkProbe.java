package io.nightjar.driver.network;

import io.nightjar.driver.DriverProbe.Finding;
import io.nightjar.driver.DriverProbe.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether pods can be cut off and their packets recorded on this machine: tried whole, in an empty
 * network namespace made for it, which is gone afterwards.
 */
public final class NetworkProbe {
  private static final String CUT = "cutting pods off";
  private static final String CLOSE = "closing connections";
  private static final String RECORD = "recording packets";

  private NetworkProbe() {}

  public static List<Finding> probe() {
    try {
      return SocketCalls.get().inNewNamespace(NetworkProbe::inside);
    } catch (IOException | UnsatisfiedLinkError refused) {
      return List.of(
          new Finding(
              CUT,
              Status.LIMITED,
              String.valueOf(refused.getMessage()),
              "node:isolate-pod and evidence of packets cannot be done; run as root"));
    }
  }

  private static List<Finding> inside() {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        tried(
            CUT,
            "nftables takes the rules",
            "node:isolate-pod cannot be done; the kernel needs nf_tables (CONFIG_NF_TABLES_INET)",
            NetworkProbe::cut));
    findings.add(
        tried(
            CLOSE,
            "the kernel destroys sockets when asked",
            "node:isolate-pod drops the packets of established connections, but cannot close them",
            NetworkProbe::close));
    findings.add(
        tried(
            RECORD,
            "packet sockets are allowed",
            "evidence of packets cannot be collected; CAP_NET_RAW is needed",
            NetworkProbe::record));
    return findings;
  }

  private interface Attempt {
    void make() throws IOException;
  }

  private static Finding tried(String subject, String works, String without, Attempt attempt) {
    try {
      attempt.make();
      return new Finding(subject, Status.WORKS, works, "");
    } catch (IOException refused) {
      return new Finding(subject, Status.LIMITED, String.valueOf(refused.getMessage()), without);
    }
  }

  private static void cut() throws IOException {
    try (NetlinkSocket socket = NetlinkSocket.openHere(NetlinkSocket.NETFILTER)) {
      List<AddressRange> some = List.of(AddressRange.parse("192.0.2.0/24").orElseThrow());
      new CutTable(some, "probe").install(socket);
      ListedTable table = ListedTable.read(socket);
      if (table == null || !table.drops()) {
        throw new IOException("the rules were not there when they were read back");
      }
      CutTable.remove(socket);
    }
  }

  private static void close() throws IOException {
    try (NetlinkSocket socket = NetlinkSocket.openHere(NetlinkSocket.SOCKET_DIAGNOSIS)) {
      if (!OpenSockets.canDestroy(socket)) {
        throw new IOException("the kernel was built without CONFIG_INET_DIAG_DESTROY");
      }
    }
  }

  private static void record() throws IOException {
    SocketCalls calls = SocketCalls.get();
    calls.close(calls.socket(SocketCalls.AF_PACKET, SocketCalls.SOCK_DGRAM, 0));
  }
}
