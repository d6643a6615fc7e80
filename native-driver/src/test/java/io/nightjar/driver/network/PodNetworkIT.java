package io.nightjar.driver.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.ContainerProcesses;
import io.nightjar.driver.RuncContainer;
import io.nightjar.driver.network.PodNetwork.Report;
import io.nightjar.driver.network.PodNetwork.State;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The network of a real container, with a connection to the host. */
final class PodNetworkIT {
  private static final Logger log = LoggerFactory.getLogger(PodNetworkIT.class);

  @TempDir Path folder;

  private final PodNetwork network = new PodNetwork(ContainerProcesses.ofThisMachine());
  private PodWithNetwork pod;
  private ServerSocket server;

  @BeforeEach
  void start() throws IOException {
    pod = new PodWithNetwork(folder);
    server = new ServerSocket();
    server.bind(new InetSocketAddress(pod.host(), 0));
    server.setSoTimeout(10_000);
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
    }
    if (pod != null) {
      pod.close();
    }
  }

  @Test
  void cutsAnEstablishedConnectionAndNewOnesAndGivesThemBack() throws Exception {
    String uid = pod.container().podUid();
    assertThat(network.look(uid).state()).isEqualTo(State.OPEN);
    // the time that counts is not that of loading classes
    assertThat(network.cut(uid, List.of(), "r-warm").state()).isEqualTo(State.CUT);
    network.restore(uid);
    Process client = connect();
    try (Socket established = server.accept()) {
      established.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
      assertThat(client.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("hello");

      long began = System.nanoTime();
      Report cut = network.cut(uid, List.of(), "r-show5");
      long done = System.nanoTime();
      assertThat(client.waitFor(5, TimeUnit.SECONDS)).isTrue();
      log.info(
          "cut in {} us; the client's process ended {} us after the call began",
          (done - began) / 1_000,
          (System.nanoTime() - began) / 1_000);

      assertThat(cut.state()).as(cut.toString()).isEqualTo(State.CUT);
      assertThat(cut.responseId()).isEqualTo("r-show5");
      assertThat(cut.destroyed()).isEqualTo(1);
    }
    assertThat(answers()).isFalse();

    Report again = network.cut(uid, List.of(), "r-other");
    assertThat(again.responseId()).isEqualTo("r-show5");
    assertThat(again.lines()).isEqualTo(network.look(uid).lines()).hasSize(4);

    assertThat(network.restore(uid).state()).isEqualTo(State.OPEN);
    assertThat(answers()).isTrue();
    assertThat(network.restore(uid).state()).isEqualTo(State.OPEN);
  }

  @Test
  void whatIsAllowedGoesOn() throws Exception {
    String uid = pod.container().podUid();
    AddressRange host = AddressRange.parse(pod.host() + "/32").orElseThrow();
    AddressRange six = AddressRange.parse("fd00::/8").orElseThrow();
    Process client = connect();
    try (Socket established = server.accept()) {
      Report cut = network.cut(uid, List.of(host, six), "r-1");

      assertThat(cut.state()).as(cut.toString()).isEqualTo(State.CUT);
      assertThat(cut.destroyed()).isZero();
      assertThat(cut.lines()).anyMatch(line -> line.contains("\"r-1: allow " + host + "\""));
      established.getOutputStream().write("still here\n".getBytes(StandardCharsets.UTF_8));
      assertThat(client.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("still here");
    }
    assertThat(answers()).isTrue();
    // the other end of the pod's own address is not among what is allowed
    AddressRange elsewhere = AddressRange.parse("203.0.113.0/24").orElseThrow();
    network.restore(uid);
    network.cut(uid, List.of(elsewhere), "r-2");
    assertThat(answers()).isFalse();
  }

  @Test
  void loopbackStays() throws Exception {
    String uid = pod.container().podUid();
    // a listener that has nothing to say says so at once, and the client may leave before it spoke
    Process listener = pod.container().start("sleep 5 | nc -l -p 7777 127.0.0.1");
    Process client = pod.container().start("sleep 1; echo inside | nc 127.0.0.1 7777");

    assertThat(network.cut(uid, List.of(), "r-1").state()).isEqualTo(State.CUT);

    assertThat(listener.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("inside");
    client.destroyForcibly();
    listener.destroyForcibly();
  }

  @Test
  void aTableThatSomebodyChangedIsSeen() throws Exception {
    String uid = pod.container().podUid();
    List<String> before = network.cut(uid, List.of(), "r-1").lines();

    allowEverythingByAnotherRule();

    Report changed = network.look(uid);
    assertThat(changed.lines()).hasSize(before.size() + 1).isNotEqualTo(before);
  }

  @Test
  void aPodInTheHostsNetworkIsNeverCut() throws Exception {
    try (RuncContainer host =
        RuncContainer.start(folder, UUID.randomUUID().toString(), "exec sleep 60", "host")) {
      Report report = network.cut(host.podUid(), List.of(), "r-1");

      assertThat(report.state()).isEqualTo(State.HOST_NETWORK);
      assertThat(network.restore(host.podUid()).state()).isEqualTo(State.HOST_NETWORK);
    }
    try (NetlinkSocket here = NetlinkSocket.openHere(NetlinkSocket.NETFILTER)) {
      assertThat(ListedTable.read(here)).isNull();
    }
  }

  @Test
  void aPodThatIsGoneIsGone() {
    pod.container().close();

    assertThat(network.cut(pod.container().podUid(), List.of(), "r-1").state())
        .isEqualTo(State.GONE);
    assertThat(network.cut("", List.of(), "r-1").state()).isEqualTo(State.GONE);
  }

  private void allowEverythingByAnotherRule() throws IOException {
    var held = ContainerProcesses.ofThisMachine().ofPod(pod.container().podUid());
    try (NetworkNamespace namespace = NetworkNamespace.of(held.getFirst());
        NetlinkSocket socket = NetlinkSocket.open(namespace, NetlinkSocket.NETFILTER)) {
      CutTable.Batch batch = new CutTable.Batch(socket);
      NetlinkMessage rule =
          batch
              .message(CutTable.NEW_RULE, NetlinkMessage.CREATE | NetlinkMessage.APPEND)
              .text(1, CutTable.NAME)
              .text(2, CutTable.OUT)
              .begin(4);
      new RuleBody().accept().forEach(expression -> expression.write(rule));
      batch.add(rule.end());
      batch.commit();
    } finally {
      held.forEach(io.nightjar.driver.HeldProcess::close);
    }
  }

  private Process connect() throws IOException {
    return pod.container().start("nc " + pod.host() + " " + server.getLocalPort());
  }

  /** Whether a connection from the pod comes about within a second. */
  private boolean answers() throws Exception {
    server.setSoTimeout(1_000);
    Process client = connect();
    try (Socket accepted = server.accept()) {
      return accepted.isConnected();
    } catch (java.net.SocketTimeoutException nobody) {
      return false;
    } finally {
      client.destroyForcibly();
    }
  }
}
