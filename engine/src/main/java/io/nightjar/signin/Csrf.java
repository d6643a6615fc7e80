package io.nightjar.signin;

import io.nightjar.actions.outside.Hmac;
import io.nightjar.http.Call;
import io.nightjar.http.Incoming;
import io.nightjar.http.Problem;
import io.nightjar.http.RandomToken;
import io.nightjar.http.Rejection;
import io.nightjar.http.Route;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages from elsewhere from acting with a signed-in person's cookie: the browser must say
 * that the request comes from a page of ours, and the request must carry a token that only such a
 * page was told.
 */
public final class Csrf {

  /** Field of a form that holds the token. */
  public static final String FIELD = "csrf";

  /** Header that holds it where a script sends the request. */
  public static final String HEADER = "X-Nightjar-Csrf";

  private static final Set<String> CHANGE_NOTHING = Set.of("GET", "HEAD");
  private static final Set<String> OURS = Set.of("same-origin", "none");

  private Csrf() {}

  /** The token of a session: made from its id, so that nothing more is kept. */
  static String token(String sessionId) {
    return RandomToken.encode(Hmac.of(sessionId, "nightjar csrf 1"));
  }

  static boolean matches(String token, @Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }

  static boolean changesNothing(Incoming incoming) {
    return CHANGE_NOTHING.contains(incoming.method());
  }

  /**
   * Whether the browser says that a page of ours sends it, or the person. A GET may come from a
   * link anywhere, as long as it opens a page and does not load into one.
   */
  static boolean fromHere(Addresses addresses, Incoming incoming) {
    String origin = incoming.header("Origin");
    if (origin != null && !origin.equals(addresses.origin(incoming))) {
      return false;
    }
    String site = incoming.header("Sec-Fetch-Site");
    return site == null
        || OURS.contains(site)
        || (changesNothing(incoming) && "navigate".equals(incoming.header("Sec-Fetch-Mode")));
  }

  /** The route with a handler that is reached with the session's token alone. */
  static Route guarded(Route route) {
    return CHANGE_NOTHING.contains(route.method())
        ? route
        : new Route(
            route.method(),
            route.template(),
            route.permission(),
            call -> {
              check(call);
              return route.handler().handle(call);
            });
  }

  private static void check(Call call) {
    String header = call.incoming().header(HEADER);
    String given = header == null ? call.form().get(FIELD) : header;
    if (!(call.caller() instanceof SignedIn person && matches(person.csrf(), given))) {
      throw new Rejection(Problem.forbidden("the form is of another session; load the page again"));
    }
  }
}
