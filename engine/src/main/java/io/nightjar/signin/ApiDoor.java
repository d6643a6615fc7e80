package io.nightjar.signin;

import io.nightjar.http.Caller;
import io.nightjar.http.Door;
import io.nightjar.http.Incoming;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import java.util.Locale;
import java.util.Optional;

/**
 * Lets into the API, by what a request shows first: the state folder's token or one of the cluster,
 * a session's cookie, a client certificate.
 */
final class ApiDoor implements Door {

  private static final String BEARER = "bearer ";

  private final Door token;
  private final Addresses addresses;
  private final PageDoor pages;
  private final Ways ways;
  private final Attempts attempts;
  private final SignInTrail trail;

  /**
   * @param token of the state folder, which needs nothing else
   */
  ApiDoor(
      Door token,
      Addresses addresses,
      PageDoor pages,
      Ways ways,
      Attempts attempts,
      SignInTrail trail) {
    this.token = token;
    this.addresses = addresses;
    this.pages = pages;
    this.ways = ways;
    this.attempts = attempts;
    this.trail = trail;
  }

  @Override
  public Caller let(Incoming incoming) {
    refuseStrangers(incoming);
    String authorization = incoming.header("Authorization");
    if (authorization != null) {
      Optional<Caller> owner = owner(incoming);
      return owner.isPresent() ? owner.get() : bearer(incoming, authorization);
    }
    if (pages.hasCookie(incoming)) {
      return session(incoming);
    }
    return ways.certificates()
        .person(incoming)
        .orElseThrow(() -> new Rejection(Problem.unauthorized()));
  }

  /** Asked before anybody has to wait: who guesses must not keep the command line outside. */
  private Optional<Caller> owner(Incoming incoming) {
    try {
      return Optional.of(token.let(incoming));
    } catch (Rejection e) {
      return Optional.empty();
    }
  }

  private Caller bearer(Incoming incoming, String authorization) {
    String address = incoming.remoteAddress();
    KubernetesPeople people = ways.kubernetes();
    boolean readable = authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
    String given = readable ? authorization.substring(BEARER.length()).strip() : "";
    if (people == null || !people.knows(given)) {
      attempts.check(address);
    }
    Optional<Person> person = people == null ? Optional.empty() : people.person(given);
    if (person.isEmpty()) {
      attempts.failed(address);
      trail.failed("bearer", address);
      throw new Rejection(Problem.unauthorized());
    }
    return person.get();
  }

  private Caller session(Incoming incoming) {
    Caller caller = pages.let(incoming);
    boolean changes = !Csrf.changesNothing(incoming);
    if (changes
        && !(caller instanceof SignedIn person
            && Csrf.matches(person.csrf(), incoming.header(Csrf.HEADER)))) {
      throw new Rejection(Problem.forbidden("the header " + Csrf.HEADER + " is not the session's"));
    }
    return caller;
  }

  /** A browser sends cookies and certificates for whatever page asks for it. */
  private void refuseStrangers(Incoming incoming) {
    if (!addresses.names(incoming)) {
      throw new Rejection(Problem.forbidden("the Host header does not name this server"));
    }
    if (!Csrf.fromHere(addresses, incoming)) {
      throw new Rejection(Problem.forbidden("a page from elsewhere sent this"));
    }
  }
}
