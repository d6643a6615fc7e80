package io.nightjar.alert;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.config.FalcoConfig;
import io.nightjar.config.Secret;
import io.nightjar.rules.RulePriority;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyslogOutputTest {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00.5Z");
  private static final long PID = ProcessHandle.current().pid();

  @TempDir Path folder;

  private final List<String> got = new CopyOnWriteArrayList<>();
  private final AtomicReference<@Nullable Socket> connected = new AtomicReference<>();

  @Test
  void aMessageHasTheFormOfTheRfc() throws Exception {
    try (DatagramSocket server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        SyslogOutput output =
            output(() -> SyslogLink.udp("127.0.0.1", server.getLocalPort()), "node 1")) {
      server.setSoTimeout(5_000);
      output.write("a\nb\u001b \u00e4", RulePriority.CRITICAL);
      DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
      server.receive(packet);
      assertThat(new String(packet.getData(), 0, packet.getLength(), UTF_8))
          .isEqualTo(
              "<82>1 2026-11-20T03:00:00.500000Z node-1 nightjar " + PID + " - - a b  \u00e4");
      output.write("\u00e4".repeat(40_000), RulePriority.DEBUG);
      server.receive(packet);
      String cut = new String(packet.getData(), 0, packet.getLength(), UTF_8);
      assertThat(packet.getLength()).isBetween(59_990, 60_000);
      assertThat(cut).startsWith("<87>1 ").endsWith("\u00e4").doesNotContain("\ufffd");
    }
  }

  @Test
  void aStreamCountsOctetsAndIsOpenedAnewAfterTheReceiverHasGone() throws Exception {
    try (ServerSocket server = listening(null);
        SyslogOutput output =
            output(() -> SyslogLink.tcp("127.0.0.1", server.getLocalPort(), PATIENCE), "n")) {
      output.write("one \u00e4", RulePriority.NOTICE);
      output.write("two", RulePriority.NOTICE);
      await().until(() -> got.size() == 2);
      Socket first = connected.getAndSet(null);
      assertThat(first).isNotNull();
      first.close();
      // the look for the end comes a little later than the message before
      await()
          .until(
              () -> {
                output.write("again", RulePriority.NOTICE);
                return connected.get() != null;
              });
      await().until(() -> got.size() >= 3);
    }
    assertThat(got.get(0)).endsWith(" - - one \u00e4");
    assertThat(got.get(1)).startsWith("<85>1 ").endsWith(" - - two");
    assertThat(got).last().asString().endsWith(" - - again");
  }

  @Test
  void tlsTrustsOnlyWhoItIsToldTo() throws Exception {
    TestKeys keys = TestKeys.make(folder, "EC", "ip:127.0.0.1");
    TestKeys other = TestKeys.make(folder, "EC", "ip:127.0.0.2");
    SSLContext trusting = trust(keys.certificateFile(folder));
    SSLContext distrusting = trust(other.certificateFile(folder));
    try (ServerSocket server = listening(keys.context(keys))) {
      int port = server.getLocalPort();
      try (SyslogOutput output =
          output(
              () -> SyslogLink.tls("127.0.0.1", port, PATIENCE, trusting.getSocketFactory(), false),
              "n")) {
        output.write("safe", RulePriority.ERROR);
        await().until(() -> got.size() == 1);
      }
      try (SyslogOutput output =
          output(
              () ->
                  SyslogLink.tls(
                      "127.0.0.1", port, PATIENCE, distrusting.getSocketFactory(), false),
              "n")) {
        assertThatThrownBy(() -> output.write("never", RulePriority.ERROR))
            .isInstanceOf(IOException.class);
      }
    }
    assertThat(got).singleElement().asString().startsWith("<83>1 ").endsWith(" safe");
  }

  @Test
  void theDaemonOfThisMachineGetsTheOlderForm() {
    SyslogOutput local = output(() -> SyslogLink.local("/nowhere"), null);
    assertThat(local.message("text", RulePriority.WARNING))
        .matches("<84>[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d nightjar\\[" + PID + "]: text");
    assertThatThrownBy(() -> local.write("text")).isInstanceOf(IOException.class);
  }

  private static SyslogOutput output(SyslogOutput.Opening opening, @Nullable String hostname) {
    return new SyslogOutput(opening, new SyslogOutput.Header(10, hostname), () -> NOW);
  }

  private static SSLContext trust(Path certificate) {
    SSLContext context =
        HttpTrust.of(
            new FalcoConfig.Http(
                true,
                Secret.parse("x"),
                "",
                false,
                certificate,
                null,
                null,
                false,
                null,
                null,
                false,
                0));
    if (context == null) {
      throw new IllegalStateException("it trusts somebody");
    }
    return context;
  }

  /** Reads frames of each connection: digits, a blank, so many bytes. */
  private ServerSocket listening(@Nullable SSLContext tls) throws IOException {
    ServerSocket server =
        tls == null ? new ServerSocket() : tls.getServerSocketFactory().createServerSocket();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                try {
                  Socket socket = server.accept();
                  connected.set(socket);
                  Thread.ofVirtual().start(() -> read(socket));
                } catch (IOException e) {
                  return;
                }
              }
            });
    return server;
  }

  private void read(Socket socket) {
    try (socket;
        InputStream in = socket.getInputStream()) {
      while (true) {
        int length = 0;
        for (int digit = in.read(); digit != ' '; digit = in.read()) {
          if (digit < '0' || digit > '9') {
            return;
          }
          length = length * 10 + digit - '0';
        }
        got.add(new String(in.readNBytes(length), UTF_8));
      }
    } catch (IOException e) {
      // the other side has gone
    }
  }
}
