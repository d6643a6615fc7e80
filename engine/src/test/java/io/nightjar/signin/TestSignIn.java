package io.nightjar.signin;

import io.nightjar.audit.AuditDraft;
import io.nightjar.config.SignInConfig;
import io.nightjar.http.Role;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Sign-in of tests of pages: a session for whoever a test wants to be, without a form. */
public final class TestSignIn {

  public final List<AuditDraft> trail = new ArrayList<>();
  public final Addresses addresses;
  public final Sessions sessions;
  public final OneTimeLinks links;
  public final SignInDesk signIn;
  private final Runnable tell;

  public TestSignIn(InstantSource clock) {
    addresses = new Addresses(null);
    sessions = new Sessions(Duration.ofHours(1), Duration.ofHours(12), clock);
    links = new OneTimeLinks(clock);
    SignInTrail told = new SignInTrail(trail::add, clock);
    tell = told::tell;
    signIn =
        new SignInDesk(
            addresses,
            sessions,
            new Ways(links, null, "nightjar", null, new Grants(SignInConfig.defaults())),
            new Attempts(clock),
            told);
  }

  /** As happens every few seconds. */
  void tell() {
    tell.run();
  }

  /** Signs a person in; the Cookie header of their browser. */
  public String cookie(String name, Role role, String... groups) {
    Person person =
        new Person(name, Set.of(groups), "a test", (permission, in) -> role.may(permission));
    return "nightjar=" + sessions.create(person, Instant.MAX);
  }

  /** What {@link SignedIn#csrf} is for a browser with that cookie. */
  public static String csrf(String cookie) {
    return Csrf.token(cookie.substring("nightjar=".length()));
  }
}
