package io.nightjar.signin;

import io.nightjar.http.Incoming;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names by which this server is reached. A page from elsewhere could reach a port of this
 * machine by a name that it re-binds, so a request by any other name is not served. Thread safe.
 */
public final class Addresses {

  private final @Nullable URI publicUrl;
  private volatile Set<String> own = Set.of();

  /**
   * @param publicUrl by which people reach the server; null where that is its own address
   */
  public Addresses(@Nullable URI publicUrl) {
    this.publicUrl = publicUrl;
  }

  /**
   * It is reached by these, too, from now on.
   *
   * @param names values of the Host header, in lower case
   */
  public synchronized void listening(Set<String> names) {
    Set<String> all = new HashSet<>(own);
    all.addAll(names);
    own = Set.copyOf(all);
  }

  /** Whether the Host header is a name of this server. */
  boolean names(Incoming incoming) {
    return own.contains(host(incoming)) || isPublic(incoming);
  }

  private boolean isPublic(Incoming incoming) {
    return publicUrl != null
        && withoutUsualPort(host(incoming), publicUrl.getScheme())
            .equals(withoutUsualPort(publicUrl.getAuthority(), publicUrl.getScheme()));
  }

  /** Whether the client came by TLS, to here or to the proxy of the public address. */
  boolean secure(Incoming incoming) {
    return incoming.secure()
        || (publicUrl != null
            && "https".equalsIgnoreCase(publicUrl.getScheme())
            && isPublic(incoming));
  }

  /** Scheme and authority of the pages that the client sees under this address. */
  String origin(Incoming incoming) {
    String scheme = secure(incoming) ? "https" : "http";
    return scheme + "://" + withoutUsualPort(host(incoming), scheme);
  }

  private static String host(Incoming incoming) {
    String host = incoming.header("Host");
    return host == null ? "" : host.toLowerCase(Locale.ROOT);
  }

  private static String withoutUsualPort(String authority, String scheme) {
    String usual = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
    String lower = authority.toLowerCase(Locale.ROOT);
    return lower.endsWith(usual) ? lower.substring(0, lower.length() - usual.length()) : lower;
  }
}
