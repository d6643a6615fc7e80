package io.nightjar.ingest;

import io.nightjar.config.IngestConfig;
import io.nightjar.config.IngestConfig.SenderConfig;
import io.nightjar.config.Prepared;
import io.nightjar.config.Secret;
import io.nightjar.http.Caller;
import io.nightjar.http.Door;
import io.nightjar.http.HashedSecret;
import io.nightjar.http.Incoming;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.tls.CertificateNames;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who hands in detections: by token, by a secret in the path, by client certificate, or by
 * a signature over the body, which is checked by {@link #sender} when the body is there. Where
 * nobody is configured, programs of this machine are let in, web pages never. Thread safe.
 */
public final class IngestDoor implements Door {

  /** What stands in the path before the secret. */
  static final String AS = "as";

  private static final String BEARER = "bearer ";
  private static final int SIGNED_BYTES_AT_MOST = 1024 * 1024;

  private volatile List<Known> known;
  private final InstantSource clock;

  /** A sender and what shows that it is the one. */
  private record Known(
      Sender sender,
      @Nullable HashedSecret token,
      @Nullable HashedSecret path,
      @Nullable String key,
      @Nullable String certificate) {}

  /** Somebody who says to have signed the body; nothing is believed until it is there. */
  private record Signed(Signature signature) implements Caller {
    @Override
    public String name() {
      return "ingest:unproven";
    }

    @Override
    public Set<String> groups() {
      return Set.of();
    }

    @Override
    public boolean may(Permission permission, String namespace) {
      return permission == Permission.INGEST;
    }
  }

  private IngestDoor(List<Known> known, InstantSource clock) {
    this.known = List.copyOf(known);
    this.clock = clock;
  }

  /**
   * @throws IllegalStateException naming the secret that cannot be read
   */
  public static IngestDoor of(
      IngestConfig config, Map<String, String> environment, InstantSource clock) {
    return new IngestDoor(known(config, environment), clock);
  }

  private static List<Known> known(IngestConfig config, Map<String, String> environment) {
    List<Known> known = new ArrayList<>();
    config.senders().forEach((name, one) -> known.add(known(name, one, environment)));
    return List.copyOf(known);
  }

  /**
   * Others may come in from the next request on.
   *
   * @throws IllegalStateException naming the secret that cannot be read
   */
  public Prepared prepare(IngestConfig config, Map<String, String> environment) {
    List<Known> next = known(config, environment);
    return Prepared.of(() -> known = next);
  }

  private static Known known(String name, SenderConfig config, Map<String, String> environment) {
    Sender sender = new Sender("ingest:" + name, new HashSet<>(config.nodes()), config.rate());
    return new Known(
        sender,
        hashed(config.token(), environment),
        hashed(config.path(), environment),
        config.key() == null ? null : config.key().reveal(environment),
        config.certificate());
  }

  /** Whether anybody is configured; where nobody is, only programs of this machine get in. */
  boolean asks() {
    return !known.isEmpty();
  }

  @Override
  public Caller let(Incoming incoming) {
    List<Known> known = this.known;
    if (incoming.header("Origin") != null) {
      throw new Rejection(Problem.forbidden("requests of web pages are not served"));
    }
    if (known.isEmpty()) {
      if (!Loopback.is(incoming)) {
        throw new Rejection(
            Problem.forbidden("nobody but this machine may hand in alerts: set ingest.senders"));
      }
      return Sender.THIS_MACHINE;
    }
    Optional<Sender> proven =
        byToken(incoming).or(() -> byPath(incoming)).or(() -> byCertificate(incoming));
    if (proven.isPresent()) {
      return proven.get();
    }
    return signed(incoming).orElseThrow(() -> new Rejection(Problem.unauthorized()));
  }

  /**
   * Who a request that was let in comes from.
   *
   * @throws Rejection when its signature is none of a known sender
   */
  public Sender sender(Caller caller, byte[] body) {
    if (caller instanceof Sender sender) {
      return sender;
    }
    if (caller instanceof Signed signed) {
      for (Known one : known) {
        if (one.key() != null && signed.signature().by(one.key(), body)) {
          return one.sender();
        }
      }
    }
    throw new Rejection(Problem.unauthorized());
  }

  private Optional<Sender> byToken(Incoming incoming) {
    String header = incoming.header("Authorization");
    if (header == null || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return Optional.empty();
    }
    HashedSecret given = HashedSecret.of(header.substring(BEARER.length()).strip());
    return known.stream().filter(one -> given.is(one.token())).map(Known::sender).findFirst();
  }

  private Optional<Sender> byPath(Incoming incoming) {
    String[] parts = incoming.path().split("/", -1);
    for (int i = 0; i + 1 < parts.length; i++) {
      if (parts[i].equals(AS)) {
        HashedSecret given = HashedSecret.of(decoded(parts[i + 1]));
        return known.stream().filter(one -> given.is(one.path())).map(Known::sender).findFirst();
      }
    }
    return Optional.empty();
  }

  private static String decoded(String part) {
    try {
      return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private Optional<Sender> byCertificate(Incoming incoming) {
    if (incoming.certificates().isEmpty()) {
      return Optional.empty();
    }
    Set<String> names = CertificateNames.all(incoming.certificates().getFirst());
    return known.stream()
        .filter(one -> one.certificate() != null && names.contains(one.certificate()))
        .map(Known::sender)
        .findFirst();
  }

  private Optional<Caller> signed(Incoming incoming) {
    String header = incoming.header(Signature.HEADER);
    if (header == null || known.stream().allMatch(one -> one.key() == null)) {
      return Optional.empty();
    }
    Optional<Signature> signature =
        Signature.parse(header).filter(each -> each.fresh(clock.instant()));
    if (signature.isEmpty()) {
      return Optional.empty();
    }
    // whoever is not known yet may not make us keep much
    long length = length(incoming.header("Content-Length"));
    if (length < 0 || length > SIGNED_BYTES_AT_MOST) {
      throw new Rejection(Problem.tooLarge(SIGNED_BYTES_AT_MOST));
    }
    return Optional.of(new Signed(signature.get()));
  }

  private static long length(@Nullable String header) {
    return header != null && header.matches("\\d{1,9}") ? Long.parseLong(header) : -1;
  }

  private static @Nullable HashedSecret hashed(
      @Nullable Secret secret, Map<String, String> environment) {
    return secret == null ? null : HashedSecret.of(secret.reveal(environment));
  }
}
