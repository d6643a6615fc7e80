package io.nightjar.fleet;

import io.nightjar.alert.TokenBucket;
import io.nightjar.http.Caller;
import io.nightjar.http.Door;
import io.nightjar.http.Incoming;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Lets in agents alone: by the token of their service account, or by a client certificate that
 * names their node. Where both are shown they must agree. Thread safe.
 */
final class AgentDoor implements Door {

  private static final String BEARER = "bearer ";
  private static final Pattern NODE = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final int REQUESTS_A_SECOND = 100;
  private static final int REQUESTS_AT_ONCE = 400;
  private static final int NODES_AT_MOST = 20_000;

  private final AgentTokens tokens;
  private final InstantSource clock;
  private final Map<String, TokenBucket> rates = new ConcurrentHashMap<>();

  AgentDoor(AgentTokens tokens, InstantSource clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  @Override
  public Caller let(Incoming incoming) {
    if (incoming.header("Origin") != null) {
      throw new Rejection(Problem.forbidden("requests of web pages are not served"));
    }
    Optional<X509Certificate> shown = incoming.certificates().stream().findFirst();
    Optional<String> certified = shown.flatMap(CertificateNode::of);
    shown.map(Validity::of).ifPresent(this::refuseOver);
    Optional<String> named = byToken(incoming);
    if (certified.isPresent() && named.isPresent() && !certified.equals(named)) {
      throw new Rejection(Problem.forbidden("certificate and token are those of two nodes"));
    }
    String node =
        named.or(() -> certified).orElseThrow(() -> new Rejection(Problem.unauthorized()));
    if (!NODE.matcher(node).matches()) {
      throw new Rejection(Problem.forbidden("that is no name of a node"));
    }
    if (!rate(node).take()) {
      throw new Rejection(Problem.tooMany("come again in a second"));
    }
    return new AgentCaller(
        node,
        named.isPresent() ? "service account token" : "certificate",
        shown.map(Validity::of).orElse(null));
  }

  private TokenBucket rate(String node) {
    if (rates.size() >= NODES_AT_MOST) {
      rates.clear(); // nodes come and go; a full bucket more is soon empty
    }
    return rates.computeIfAbsent(
        node, name -> new TokenBucket(REQUESTS_A_SECOND, REQUESTS_AT_ONCE, clock));
  }

  private Optional<String> byToken(Incoming incoming) {
    String header = incoming.header("Authorization");
    return header == null || !header.toLowerCase(Locale.ROOT).startsWith(BEARER)
        ? Optional.empty()
        : tokens.node(header.substring(BEARER.length()).strip());
  }

  /** The handshake looked at it, but that may be long ago: agents keep their connections. */
  private void refuseOver(Validity certificate) {
    if (certificate.isOver(clock.instant())) {
      throw new Rejection(
          Problem.forbidden("its certificate was good until " + certificate.until()));
    }
  }
}
