package io.nightjar.http;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who holds the token, and no browser: a page from elsewhere could reach a loopback port by
 * a name that it re-binds, so the Host header must name this machine and Origin must be absent.
 */
final class Doorkeeper implements Door {

  private static final String SCHEME = "bearer ";

  private final Set<String> hosts;
  private final HashedSecret token;

  Doorkeeper(int port, String token) {
    this.hosts = Hosts.local(port);
    this.token = HashedSecret.of(token);
  }

  @Override
  public Caller let(Incoming incoming) {
    if (!names(hosts, incoming)) {
      throw new Rejection(Problem.forbidden("the Host header does not name this machine"));
    }
    if (incoming.header("Origin") != null) {
      throw new Rejection(Problem.forbidden("requests of web pages are not served"));
    }
    if (!holdsToken(incoming.header("Authorization"))) {
      throw new Rejection(Problem.unauthorized());
    }
    return Caller.OWNER;
  }

  /** Whether the Host header is one of these. */
  static boolean names(Set<String> hosts, Incoming incoming) {
    String host = incoming.header("Host");
    return host != null && hosts.contains(host.toLowerCase(Locale.ROOT));
  }

  private boolean holdsToken(@Nullable String authorization) {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return false;
    }
    return token.is(HashedSecret.of(authorization.substring(SCHEME.length()).strip()));
  }
}
