package io.nightjar.signin;

import io.nightjar.http.Caller;
import io.nightjar.http.Door;
import io.nightjar.http.Incoming;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;

/** Lets in who is signed in; anybody else gets status 401, which a page answers with the form. */
public final class PageDoor implements Door {

  private final Addresses addresses;
  private final Sessions sessions;
  private final SessionCookie cookie;

  public PageDoor(Addresses addresses, Sessions sessions) {
    this.addresses = addresses;
    this.sessions = sessions;
    this.cookie = new SessionCookie(addresses);
  }

  boolean hasCookie(Incoming incoming) {
    return cookie.read(incoming).isPresent();
  }

  @Override
  public Caller let(Incoming incoming) {
    if (!addresses.names(incoming)) {
      throw new Rejection(Problem.forbidden("set http.publicUrl to the address that people use"));
    }
    if (!Csrf.fromHere(addresses, incoming)) {
      throw new Rejection(Problem.forbidden("another page sent this"));
    }
    return cookie
        .read(incoming)
        .flatMap(id -> sessions.find(id).map(person -> new SignedIn(person, Csrf.token(id))))
        .orElseThrow(() -> new Rejection(Problem.unauthorized()));
  }
}
