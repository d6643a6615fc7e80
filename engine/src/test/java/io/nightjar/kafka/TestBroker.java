package io.nightjar.kafka;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A real broker, with its controller, in this process; on loopback, and on a disk of its own. */
public final class TestBroker implements AutoCloseable {

  private final Properties config = new Properties();
  private final int port = freePort();
  private final int passwords = freePort();
  private final int certificates = freePort();
  private KafkaRaftServer server;

  public TestBroker(Path directory) {
    this(directory, Map.of());
  }

  private TestBroker(Path directory, Map<String, String> further) {
    int controller = freePort();
    String disk = directory.toString();
    config.put("process.roles", "broker,controller");
    config.put("node.id", "1");
    config.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    config.put(
        "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controller);
    config.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
    config.put("controller.listener.names", "CONTROLLER");
    config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    config.put("log.dirs", disk);
    config.put("auto.create.topics.enable", "false");
    config.put("offsets.topic.replication.factor", "1");
    config.put("offsets.topic.num.partitions", "1");
    config.put("transaction.state.log.replication.factor", "1");
    config.put("transaction.state.log.min.isr", "1");
    config.put("share.coordinator.state.topic.replication.factor", "1");
    config.put("group.initial.rebalance.delay.ms", "0");
    config.put("group.min.session.timeout.ms", "1000");
    config.put("log.cleaner.enable", "false");
    config.putAll(further);
    if (!further.isEmpty()) {
      config.merge("listeners", locked(), (open, more) -> open + "," + more);
      config.merge("advertised.listeners", locked(), (open, more) -> open + "," + more);
    }
    try {
      new Formatter()
          .setPrintStream(
              new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
          .setNodeId(1)
          .setClusterId("nightjar-test-clusterAA")
          .setControllerListenerName("CONTROLLER")
          .addDirectory(disk)
          .setMetadataLogDirectory(disk)
          .run();
    } catch (Exception e) {
      throw new IllegalStateException("the disk of a broker cannot be made ready", e);
    }
    server = started();
  }

  /**
   * One that on two further ports lets nobody in without a password or a certificate, and nobody do
   * anything that no ACL allows; but everything to who comes in by its first port.
   *
   * @param keys of the broker, PEM: certificate and key
   * @param trusted certificates of those who come with one, PEM
   */
  static TestBroker guarded(Path directory, Path keys, Path trusted) {
    return new TestBroker(
        directory,
        Map.ofEntries(
            Map.entry(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,PASSWORDS:SASL_SSL,CERTIFICATES:SSL"),
            Map.entry("inter.broker.listener.name", "PLAINTEXT"),
            Map.entry(
                "listener.name.passwords.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;"),
            Map.entry("listener.name.passwords.sasl.enabled.mechanisms", "SCRAM-SHA-512"),
            Map.entry("listener.name.certificates.ssl.client.auth", "required"),
            Map.entry("ssl.keystore.type", "PEM"),
            Map.entry("ssl.keystore.location", keys.toString()),
            Map.entry("ssl.truststore.type", "PEM"),
            Map.entry("ssl.truststore.location", trusted.toString()),
            Map.entry(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer"),
            Map.entry("super.users", "User:ANONYMOUS")));
  }

  private String locked() {
    return "PASSWORDS://" + passwordAddress() + ",CERTIFICATES://" + certificateAddress();
  }

  /** Where one signs in with SCRAM-SHA-512, over TLS. */
  String passwordAddress() {
    return "127.0.0.1:" + passwords;
  }

  /** Where one shows a certificate. */
  String certificateAddress() {
    return "127.0.0.1:" + certificates;
  }

  private KafkaRaftServer started() {
    KafkaRaftServer started = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
    started.startup();
    return started;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String address() {
    return "127.0.0.1:" + port;
  }

  public void stop() {
    server.shutdown();
    server.awaitShutdown();
  }

  /** On the same disk and the same port. */
  public void startAgain() {
    server = started();
  }

  @Override
  public void close() {
    stop();
  }
}
