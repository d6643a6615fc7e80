package io.nightjar.signin;

import io.nightjar.http.About;
import io.nightjar.http.Call;
import io.nightjar.http.Caller;
import io.nightjar.http.Door;
import io.nightjar.http.Incoming;
import io.nightjar.http.IssuedLink;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Role;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where people sign in and out, and what lets them into pages. */
public final class SignInDesk implements io.nightjar.http.SignIn {

  private static final Logger log = LoggerFactory.getLogger(SignInDesk.class);

  private static final int FORM_BYTES_AT_MOST = 16 * 1024;
  private static final int NAME_AT_MOST = 64;

  private final Addresses addresses;
  private final Sessions sessions;
  private final Ways ways;
  private final Attempts attempts;
  private final SignInTrail trail;
  private final SessionCookie cookie;
  private final byte[] script;
  private volatile SignInView view = new FormPage();

  public SignInDesk(
      Addresses addresses, Sessions sessions, Ways ways, Attempts attempts, SignInTrail trail) {
    this.addresses = addresses;
    this.sessions = sessions;
    this.ways = ways;
    this.attempts = attempts;
    this.trail = trail;
    this.cookie = new SessionCookie(addresses);
    this.script = load();
  }

  /** Shows the form in another frame from now on. */
  public void showWith(SignInView other) {
    view = other;
  }

  /**
   * Pages for people who are signed in; others get the form. What changes something is reached with
   * the session's token alone, in the form's {@link Csrf#FIELD} or in {@link Csrf#HEADER}; the
   * pages find it as {@link SignedIn#csrf} of their caller.
   *
   * @param refusals how a problem is told that is not 401
   */
  public Section pages(
      String base, int bodyBytesAtMost, List<Route> routes, Function<Problem, Reply> refusals) {
    return new Section(
        base,
        new PageDoor(addresses, sessions),
        bodyBytesAtMost,
        routes.stream().map(Csrf::guarded).toList(),
        problem -> problem.status() == 401 ? form(401, "") : refusals.apply(problem));
  }

  @Override
  public Door door(Door token, Set<String> hosts) {
    addresses.listening(hosts);
    return new ApiDoor(token, addresses, new PageDoor(addresses, sessions), ways, attempts, trail);
  }

  /** A new link for who holds the state folder's token. */
  @Override
  public List<Route> routes() {
    return List.of(
        Route.post("/sign-in/links", Permission.OPERATE, this::issue)
            .saying(
                About.of(
                    "engine",
                    "Makes a link with which one person can sign in once; for who holds the state"
                        + " folder's token alone",
                    IssuedLink.class)));
  }

  private Reply issue(Call call) {
    OneTimeLinks links = ways.links();
    if (!call.caller().equals(Caller.OWNER) || links == null) {
      throw new Rejection(
          Problem.forbidden(
              links == null
                  ? "http.signIn.links is false"
                  : "only who holds the state folder's token gets a link"));
    }
    call.demandNothing();
    OneTimeLinks.Issued issued = links.issue();
    URI here = URI.create(addresses.origin(call.incoming()));
    return Reply.ok(new IssuedLink(issued.at(here), issued.until()));
  }

  @Override
  public boolean open() {
    return ways.links() != null || ways.kubernetes() != null || ways.oidc() != null;
  }

  /** Where people sign in and out themselves. */
  public List<Section> sections() {
    return List.of(
        new Section(
            SignInQuestion.PATH,
            this::letAnybody,
            FORM_BYTES_AT_MOST,
            List.of(
                Route.get("", null, call -> form(200, "")),
                Route.post("", null, this::signIn),
                Route.get("/form.js", null, call -> script()),
                Route.get("/oidc", null, this::toProvider),
                Route.get("/oidc/return", null, this::fromProvider)),
            this::refusal),
        pages(
            SignInQuestion.SIGN_OUT_PATH,
            FORM_BYTES_AT_MOST,
            List.of(Route.post("", null, this::signOut)),
            this::refusal));
  }

  /** Only to a page of ours: another one could sign a person in as somebody else. */
  private Caller letAnybody(Incoming incoming) {
    if (!addresses.names(incoming)) {
      throw new Rejection(Problem.forbidden("set http.publicUrl to the address that people use"));
    }
    if (!Csrf.changesNothing(incoming) && !Csrf.fromHere(addresses, incoming)) {
      throw new Rejection(Problem.forbidden("another page sent this"));
    }
    return Caller.NOBODY;
  }

  private Reply form(int status, String problem) {
    OidcSignIn oidc = ways.oidc();
    String command =
        ways.kubernetes() == null ? "" : "kubectl create token NAME --audience " + ways.audience();
    return view.show(
        new SignInQuestion(
            status, problem, ways.links() != null, command, oidc == null ? "" : oidc.title()));
  }

  private Reply refusal(Problem problem) {
    return form(
        problem.status(),
        problem.detail().isEmpty() ? problem.title() : problem.title() + ": " + problem.detail());
  }

  private Reply signIn(Call call) {
    String address = call.incoming().remoteAddress();
    attempts.check(address);
    Map<String, String> form = call.form();
    String way = form.getOrDefault("way", "");
    String token = form.getOrDefault("token", "").strip();
    Person person =
        switch (way) {
          case "link" -> byLink(token, form.getOrDefault("name", "").strip());
          case "kubernetes" -> byCluster(token);
          default -> throw new Rejection(Problem.badRequest("there is no such way to sign in"));
        };
    if (person == null) {
      failed(way, address);
      return form(401, "That did not let you in: it is wrong, was used before, or is too old.");
    }
    return begin(call, person, form.getOrDefault("next", ""));
  }

  private void failed(String way, String address) {
    attempts.failed(address);
    trail.failed(way, address);
  }

  private @Nullable Person byCluster(String token) {
    KubernetesPeople people = ways.kubernetes();
    return people == null ? null : people.person(token).orElse(null);
  }

  private Reply toProvider(Call call) {
    attempts.check(call.incoming().remoteAddress());
    try {
      return provider().begin(call.incoming(), Next.within(call.query().getOrDefault("next", "")));
    } catch (OidcFailure e) {
      return silent(e);
    }
  }

  private Reply fromProvider(Call call) {
    String address = call.incoming().remoteAddress();
    attempts.check(address);
    try {
      OidcSignIn.Arrived arrived = provider().end(call.incoming(), call.query());
      return begin(call, arrived.person(), arrived.next());
    } catch (OidcFailure.NotProven e) {
      log.warn("nobody was signed in: {}", e.getMessage());
      failed("oidc", address);
      return form(401, "The identity provider's answer does not let you in. Try once more.");
    } catch (OidcFailure e) {
      return silent(e);
    }
  }

  private OidcSignIn provider() {
    OidcSignIn oidc = ways.oidc();
    if (oidc == null) {
      throw new Rejection(Problem.notFound("there is no identity provider"));
    }
    return oidc;
  }

  private Reply silent(OidcFailure e) {
    log.warn("the identity provider cannot be asked: {}", e.getMessage());
    return form(503, "The identity provider cannot be asked now. The log says why.");
  }

  /** The holder of the terminal is taken at their word for the name, as with the command line. */
  private @Nullable Person byLink(String token, String name) {
    if (name.isEmpty() || name.length() > NAME_AT_MOST || name.chars().anyMatch(c -> c < ' ')) {
      throw new Rejection(
          Problem.badRequest("give a name of at most " + NAME_AT_MOST + " characters"));
    }
    OneTimeLinks links = ways.links();
    return links != null && links.redeem(token)
        ? new Person(name, Set.of(), "one-time link", (what, where) -> Role.OPERATOR.may(what))
        : null;
  }

  private Reply begin(Call call, Person person, String next) {
    attempts.succeeded(call.incoming().remoteAddress());
    trail.signedIn(person, call.incoming().remoteAddress());
    // a session that came along ends: its id may be known to whoever planted it
    cookie.read(call.incoming()).ifPresent(sessions::end);
    return goOn(next, cookie.set(call.incoming(), sessions.create(person, Instant.MAX)));
  }

  private Reply signOut(Call call) {
    cookie.read(call.incoming()).flatMap(sessions::end).ifPresent(trail::signedOut);
    return goOn(SignInQuestion.PATH, cookie.clear(call.incoming()));
  }

  private static Reply goOn(String next, String setCookie) {
    return new Reply.Content(
        303,
        "text/plain",
        new byte[0],
        Map.of("Location", Next.within(next), "Set-Cookie", setCookie));
  }

  private Reply script() {
    return new Reply.Content(200, "text/javascript; charset=utf-8", script, Map.of());
  }

  private static byte[] load() {
    try (InputStream in = SignInDesk.class.getResourceAsStream("form.js")) {
      if (in == null) {
        throw new IllegalStateException("form.js is not in the program");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
