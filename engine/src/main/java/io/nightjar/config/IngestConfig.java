package io.nightjar.config;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Alerts of others: who may hand them in, and where else they come from. */
public record IngestConfig(
    @Setting(
            "Who may hand in alerts below `/ingest`, by a name of your choice; without any, only"
                + " programs of this machine may, and need not say who they are.")
        Map<String, SenderConfig> senders,
    @Setting(
            "Address and port of its own for `/ingest`, beside that of the control API; off where"
                + " absent. Beyond this machine it needs `senders`.")
        @Nullable ListenAddress listen,
    @Setting("TLS of `listen` and `talon.listen`.") @Nullable TlsConfig tls,
    @Setting("Where Falco Talon's address is served.") TalonConfig talon,
    @Setting("Files that Falco's `file_output` writes, read as they grow.") List<FileConfig> files,
    @Setting(
            value = "Read alerts from standard input, too, one JSON object on a line.",
            reload = Reload.RESTART)
        boolean stdin) {

  private static final String BEYOND =
      "is reached from beyond this machine, so ingest.senders must say who may hand in alerts";

  /** Who hands in alerts: how it shows that, and which nodes it may speak of. */
  public record SenderConfig(
      @Setting(
              "It sends `Authorization: Bearer TOKEN`; `env:NAME`, `file:/path` or the token"
                  + " itself.")
          @Nullable Secret token,
      @Setting(
              "Key of the `Nightjar-Signature` header (HMAC-SHA-256) over time and body, given like"
                  + " `token`.")
          @Nullable Secret key,
      @Setting(
              "It posts to `/ingest/as/SECRET/…`, for Falco can send no header; given like"
                  + " `token`.")
          @Nullable Secret path,
      @Setting(
              "It shows a client certificate of this common name or subject alternative name (DNS"
                  + " or URI).")
          @Nullable String certificate,
      @Setting(value = "Names of the nodes that it may speak of; empty means all.", absent = "[]")
          List<String> nodes,
      @Setting(value = "Alerts a second that are taken from it.", absent = "10000") int rate) {

    public SenderConfig {
      nodes = List.copyOf(nodes);
      InvalidSettings.check()
          .that(
              token != null || key != null || path != null || certificate != null,
              "",
              "needs at least one of token, key, path and certificate")
          .that(certificate == null || !certificate.isBlank(), "certificate", "is empty")
          .that(rate >= 1 && rate <= 1_000_000, "rate", "must be between 1 and 1000000")
          .done();
    }
  }

  /** An address as Falco Talon has one. */
  public record TalonConfig(
      @Setting(
              "Address and port for `POST /` as Falco Talon takes it, such as `127.0.0.1:2803`; off"
                  + " where absent.")
          @Nullable ListenAddress listen) {}

  /** One file of alerts. */
  public record FileConfig(
      @Setting("The file; it may come later, be rotated and be cut off.") Path path,
      @Setting(value = "Names of the nodes that it may speak of; empty means all.", absent = "[]")
          List<String> nodes) {

    public FileConfig {
      nodes = List.copyOf(nodes);
    }
  }

  public IngestConfig {
    senders = Map.copyOf(senders);
    files = List.copyOf(files);
    InvalidSettings.Check check = InvalidSettings.check();
    check
        .that(mayListen(senders, listen), "listen", BEYOND)
        .that(mayListen(senders, talon.listen()), "talon", BEYOND);
    senders.forEach(
        (name, sender) ->
            check.that(
                name.matches("[a-z0-9][a-z0-9-]{0,39}"),
                "senders." + name,
                "a sender's name is lower-case letters, digits and dashes, at most 40"));
    Set<Path> paths = new HashSet<>();
    files.forEach(
        file -> check.that(paths.add(file.path()), "files", file.path() + " is named twice"));
    check
        .that(
            senders.values().stream()
                    .flatMap(sender -> Stream.of(sender.token(), sender.key(), sender.path()))
                    .filter(Objects::nonNull)
                    .distinct()
                    .count()
                == senders.values().stream()
                    .flatMap(sender -> Stream.of(sender.token(), sender.key(), sender.path()))
                    .filter(Objects::nonNull)
                    .count(),
            "senders",
            "two of the secrets are the same")
        .done();
  }

  private static boolean mayListen(
      Map<String, SenderConfig> senders, @Nullable ListenAddress address) {
    return address == null || address.loopback() || !senders.isEmpty();
  }

  IngestConfig withStandardInput() {
    return new IngestConfig(senders, listen, tls, talon, files, true);
  }

  static IngestConfig defaults() {
    return new IngestConfig(Map.of(), null, null, new TalonConfig(null), List.of(), false);
  }
}
