package io.nightjar.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How {@code nightjar agent} reaches an engine, and what it keeps until it does. */
public record AgentConfig(
    @Setting(
            "Addresses of engines, such as `https://nightjar-engine.nightjar.svc:2805`; the next is"
                + " asked where one does not answer. Without TLS only those of this machine.")
        List<URI> engines,
    @Setting(
            "File of the token that the agent shows, such as one that Kubernetes projects into the"
                + " pod. Read again when it changes.")
        @Nullable Path tokenFile,
    @Setting(
            "Certificates of the authorities whose engines are trusted, as PEM; absent, this"
                + " machine's are. Read again when the file changes.")
        @Nullable Path caFile,
    @Setting(
            "A certificate to show instead of a token, as PEM, which names this node. Read again"
                + " when the file changes.")
        @Nullable Path certificate,
    @Setting("The certificate's private key, as PEM without a passphrase.") @Nullable Path key,
    @Setting("Detections that no engine has taken yet.") Spool spool,
    @Setting(
            "Where health and metrics of the agent are served, to whoever asks; `status` needs the"
                + " token of the state folder. Port 0 takes any free one.")
        ListenAddress listen) {

  /** What is kept on the disk while no engine answers. */
  public record Spool(
      @Setting("Its folder; `spool` in the state folder where it is not named.")
          @Nullable Path directory,
      @Setting(
              "So many bytes; beyond that the least of the priorities goes first, which is counted"
                  + " and told.")
          int maxBytes) {
    public Spool {
      InvalidSettings.check()
          .that(maxBytes >= 1 << 20, "maxBytes", "must be at least 1048576")
          .done();
    }

    /** The folder that counts. */
    public Path directory(Path state) {
      return directory == null ? state.resolve("spool") : directory;
    }
  }

  public AgentConfig {
    engines = List.copyOf(engines);
    InvalidSettings.check()
        .that(
            engines.stream().allMatch(AgentConfig::closed),
            "engines",
            "must begin with https:// where they are not 127.0.0.1, ::1 or localhost: detections"
                + " and the token would be read by whoever is in between")
        .that(
            engines.stream().allMatch(engine -> engine.getPath().matches("/?")),
            "engines",
            "are addresses without a path")
        .that((certificate == null) == (key == null), "key", "goes with certificate")
        .that(
            tokenFile == null || certificate == null,
            "tokenFile",
            "and certificate exclude each other: an agent shows one of them")
        .done();
  }

  private static boolean closed(URI engine) {
    return engine.getScheme().equals("https")
        || new ListenAddress(engine.getHost().replaceAll("[\\[\\]]", ""), 0).loopback();
  }

  static AgentConfig defaults() {
    return new AgentConfig(
        List.of(),
        null,
        null,
        null,
        null,
        new Spool(null, 256 << 20),
        new ListenAddress("127.0.0.1", 2807));
  }
}
