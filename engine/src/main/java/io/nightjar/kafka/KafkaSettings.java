package io.nightjar.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Kafka is reached and used.
 *
 * @param servers some of the brokers, as host:port
 * @param prefix of the names of topics and of the consumer group
 * @param partitions that workloads are spread over; one more is for what goes across workloads
 * @param replication copies of each partition
 * @param keep how long Kafka keeps what was put into it, where Nightjar makes the topics
 * @param missedAfter an engine that gives no sign for so long has its partitions taken
 * @param security how a connection is protected
 * @param engine name of this engine among the others
 */
public record KafkaSettings(
    List<String> servers,
    String prefix,
    int partitions,
    int replication,
    Duration keep,
    Duration missedAfter,
    Security security,
    String engine) {

  public KafkaSettings {
    servers = List.copyOf(servers);
  }

  /**
   * @param tls whether connections are encrypted
   * @param ca certificates that the brokers' are signed by, PEM; null for those of the machine
   * @param keys own certificate and key, PEM; null where it shows none
   * @param login null where none is needed
   */
  public record Security(
      boolean tls, @Nullable Path ca, @Nullable Path keys, @Nullable Login login) {

    /** For a broker of this machine. */
    public static final Security NONE = new Security(false, null, null, null);
  }

  /**
   * @param mechanism {@code PLAIN}, {@code SCRAM-SHA-256} or {@code SCRAM-SHA-512}
   * @param passwordFile read when a connection is made ready
   */
  public record Login(String mechanism, String user, Path passwordFile) {}

  String detections() {
    return prefix + ".detections";
  }

  String decisions() {
    return prefix + ".decisions";
  }

  String aside() {
    return prefix + ".aside";
  }

  /** The consumer group of the engines that decide. */
  String deciding() {
    return prefix + ".deciding";
  }

  /** The consumer group of the engine that acts. */
  String acting() {
    return prefix + ".acting";
  }
}
