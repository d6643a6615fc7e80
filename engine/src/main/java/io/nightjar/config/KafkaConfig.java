package io.nightjar.config;

import io.nightjar.kafka.KafkaSettings;
import io.nightjar.playbook.SessionLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Kafka over which several engines share deciding. */
public record KafkaConfig(
    @Setting("Some of the brokers, as `host:port`.") List<String> servers,
    @Setting(
            value =
                "What the names of the topics and of the consumer groups begin with; one for each"
                    + " cluster that Nightjar watches.",
            absent = "nightjar")
        String prefix,
    @Setting(
            value =
                "Over how many partitions workloads are spread, and so how many engines can decide"
                    + " at most; to be chosen once, since a workload must stay in its partition.",
            absent = "12")
        int partitions,
    @Setting(value = "Copies of each partition, where Nightjar makes the topics.", absent = "3")
        int replication,
    @Setting(
            value =
                "How long Kafka keeps detections, where Nightjar makes the topics; more than the"
                    + " three hours that sessions look back.",
            absent = "24h")
        Duration keep,
    @Setting(
            value =
                "An engine that gives no sign for so long has its partitions taken by the others;"
                    + " Kafka's own bounds hold, which are 6s and 30m unless the brokers say"
                    + " otherwise.",
            absent = "10s")
        Duration missedAfter,
    @Setting(value = "Whether connections to the brokers are encrypted.", absent = "true")
        boolean tls,
    @Setting(
            "PEM file with the certificates that the brokers' are signed by; absent means those"
                + " that Java trusts.")
        @Nullable Path ca,
    @Setting("PEM file with Nightjar's own certificate and key, where brokers ask for one.")
        @Nullable Path keys,
    @Setting("Who signs in at the brokers.") @Nullable String user,
    @Setting("File with the password of `user`.") @Nullable Path passwordFile,
    @Setting(
            value = "How `user` signs in: `SCRAM-SHA-512`, `SCRAM-SHA-256` or `PLAIN`.",
            absent = "SCRAM-SHA-512")
        String mechanism,
    @Setting(
            value =
                "Where an engine that only decides tells its health and metrics, and to this"
                    + " machine's command line its status; such as `0.0.0.0:9464`.",
            absent = "127.0.0.1:0")
        ListenAddress listen) {

  private static final Duration LOOK_BACK = SessionLimits.PAST.plus(SessionLimits.MEMORY);

  private static final int PARTITIONS_AT_MOST = 1_000;

  public KafkaConfig {
    servers = List.copyOf(servers);
    InvalidSettings.check()
        .that(!servers.isEmpty(), "servers", "names no broker")
        .that(
            servers.stream()
                .allMatch(server -> server.matches("[^\\s:/]+:\\d{1,5}|\\[[^]]+]:\\d{1,5}")),
            "servers",
            "must be host:port each")
        .that(
            prefix.matches("[a-zA-Z0-9][a-zA-Z0-9._-]{0,99}"),
            "prefix",
            "is letters, digits, dots, dashes and underscores, at most 100")
        .that(
            partitions >= 1 && partitions <= PARTITIONS_AT_MOST,
            "partitions",
            "must be between 1 and " + PARTITIONS_AT_MOST)
        .that(replication >= 1 && replication <= 9, "replication", "must be between 1 and 9")
        .that(
            keep.compareTo(LOOK_BACK) > 0,
            "keep",
            "must be more than " + LOOK_BACK.toHours() + "h, which sessions look back")
        .that(
            missedAfter.compareTo(Duration.ofSeconds(1)) >= 0
                && missedAfter.compareTo(Duration.ofMinutes(30)) <= 0,
            "missedAfter",
            "must be between 1s and 30m")
        .that(tls || (ca == null && keys == null), "tls", "is off, so `ca` and `keys` mean nothing")
        .that(
            (user == null) == (passwordFile == null),
            "user",
            "and `passwordFile` are needed together")
        .that(
            List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512").contains(mechanism),
            "mechanism",
            "must be SCRAM-SHA-512, SCRAM-SHA-256 or PLAIN")
        .that(
            user == null || tls || !mechanism.equals("PLAIN"),
            "mechanism",
            "PLAIN sends the password as it is, so it needs `tls`")
        .done();
  }

  /**
   * @param engine name of this engine among the others
   */
  public KafkaSettings settings(String engine) {
    KafkaSettings.Login login =
        user == null || passwordFile == null
            ? null
            : new KafkaSettings.Login(mechanism, user, passwordFile);
    return new KafkaSettings(
        servers,
        prefix,
        partitions,
        replication,
        keep,
        missedAfter,
        new KafkaSettings.Security(tls, ca, keys, login),
        engine);
  }
}
