package io.nightjar.signin;

import io.nightjar.http.Incoming;
import java.util.Optional;

/**
 * The cookie that holds a session's id. Lax and not Strict: a link in a notice must open the page
 * of who is signed in; nothing changes by a GET, and everything else needs the token of {@link
 * Csrf}.
 */
final class SessionCookie {

  /** The prefix makes browsers take it over TLS only, and from this very host. */
  private static final String SECURE = "__Host-nightjar";

  private static final String PLAIN = "nightjar";
  private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Lax";

  private final Addresses addresses;

  SessionCookie(Addresses addresses) {
    this.addresses = addresses;
  }

  private String name(Incoming incoming) {
    return addresses.secure(incoming) ? SECURE : PLAIN;
  }

  /** The session's id that came. */
  Optional<String> read(Incoming incoming) {
    return Optional.ofNullable(incoming.cookies().get(name(incoming)));
  }

  /** The header's value; the cookie ends with the browser. */
  String set(Incoming incoming, String id) {
    return name(incoming) + "=" + id + attributes(incoming);
  }

  String clear(Incoming incoming) {
    return name(incoming) + "=" + attributes(incoming) + "; Max-Age=0";
  }

  private String attributes(Incoming incoming) {
    return ATTRIBUTES + (addresses.secure(incoming) ? "; Secure" : "");
  }
}
