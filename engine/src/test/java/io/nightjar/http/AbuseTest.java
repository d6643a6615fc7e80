package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.SampleResponses;
import io.nightjar.config.HttpConfig;
import io.nightjar.config.LimitsConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.SignInConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every endpoint of every section on every port, against those who mean harm: the right status,
 * nothing done, each counted, no memory kept. What is served joins by being served.
 */
@SuppressWarnings("NullAway.Init")
class AbuseTest {

  private static final int HEADER_BYTES = 8_192;
  private static final int ROOM = 256 * 1_024;
  private static final Duration PATIENCE = Duration.ofMillis(700);
  private static final LimitsConfig LIMITS =
      new LimitsConfig(400, 400, 0, 1, HEADER_BYTES, PATIENCE, PATIENCE, 0, ROOM, 3);

  @TempDir Path state;

  private final FakeBackend backend = new FakeBackend().add(SampleResponses.waiting());
  private final Refusals refusals = new Refusals();
  private ControlServer server;
  private String token;

  /** One endpoint where it is served. */
  private record Endpoint(int port, Section section, Route route) {
    String path() {
      String path = section.base() + route.path();
      return path.replaceAll("\\{[a-z]+}", "none");
    }

    boolean api() {
      return section.base().equals(ControlServer.API);
    }

    /** Whether everybody may see it. */
    boolean open() {
      return section.base().endsWith("/openapi.json");
    }

    String name() {
      return route.method() + " " + path();
    }
  }

  @BeforeEach
  void start() throws IOException {
    Section handed =
        Section.of(
            "/hand",
            incoming -> {
              throw new Rejection(Problem.unauthorized());
            },
            1_000,
            List.of(Route.post("/in", Permission.INGEST, call -> Reply.ok("in"))));
    start(LIMITS, handed);
  }

  private void start(LimitsConfig limits, Section handed) throws IOException {
    AnswerLinks links = AnswerLinks.open(state, Map.of(), null, () -> SampleResponses.THREE);
    server =
        ControlServer.start(
            new HttpConfig(ListenAddress.anyLocal(), null, null, limits, SignInConfig.defaults()),
            state,
            Served.of(backend, new EventFeed(9), links)
                .with(refusals)
                .with(
                    new Listener(
                        "ingest.listen", ListenAddress.anyLocal(), null, limits, List.of(handed))));
    token = Files.readString(state.resolve("token")).strip();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private List<Endpoint> endpoints() {
    List<Endpoint> all = new ArrayList<>();
    server
        .sections()
        .forEach(
            (at, sections) ->
                sections.forEach(
                    section ->
                        section
                            .routes()
                            .forEach(
                                route -> all.add(new Endpoint(at.getPort(), section, route)))));
    assertThat(all.size()).isGreaterThan(30);
    return all;
  }

  /** A request of one endpoint, and what may be answered. */
  private record Attack(Endpoint at, String request, Set<Integer> wanted) {}

  /** All at once, since some are slow. */
  private void attack(List<Attack> attacks) throws Exception {
    long before = refused();
    List<String> wrong = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      for (Attack attack : attacks) {
        Callable<Integer> one = () -> status(attack.at().port(), attack.request());
        answers.add(threads.submit(one));
      }
      for (int i = 0; i < attacks.size(); i++) {
        int status = answers.get(i).get();
        if (!attacks.get(i).wanted().contains(status)) {
          wrong.add(attacks.get(i).at().name() + ": " + status);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(backend.told).as("nothing was done").isEmpty();
    assertThat(backend.killSwitch.on()).isFalse();
    long open = attacks.stream().filter(each -> each.wanted().contains(200)).count();
    assertThat(refused() - before)
        .as("each is counted: %s", refusals.counts())
        .isEqualTo(attacks.size() - open);
    assertThat(server.bytesInFlight()).as("no memory is kept").isZero();
  }

  private long refused() {
    return refusals.counts().values().stream().mapToLong(Long::longValue).sum();
  }

  private static int status(int port, String request) throws IOException {
    return Attacks.status(port, request);
  }

  private String head(Endpoint at, String method, String more) {
    return method
        + " "
        + at.path()
        + " HTTP/1.1\r\nHost: 127.0.0.1:"
        + at.port()
        + "\r\nConnection: close\r\n"
        + more;
  }

  private String bearer() {
    return "Authorization: Bearer " + token + "\r\n";
  }

  /** With a body that it takes, so that only the caller is wrong. */
  private String whole(Endpoint at, String credentials) {
    About about = at.route().about();
    String body = about == null ? "{}" : OpenApi.example(about).toString();
    return at.route().method().equals("POST")
        ? head(at, "POST", credentials)
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body
        : head(at, at.route().method(), credentials) + "\r\n";
  }

  private static Set<Integer> outside(Endpoint at) {
    return at.open()
        ? Set.of(200)
        : at.section().base().equals("/answer") ? Set.of(404) : Set.of(401);
  }

  @Test
  void whoDoesNotSayWhoItIsOrLiesStaysOutside() throws Exception {
    List<Attack> attacks = new ArrayList<>();
    for (Endpoint at : endpoints()) {
      for (String credentials :
          List.of(
              "",
              "Authorization: Bearer " + "A".repeat(token.length()) + "\r\n",
              "Authorization: Basic b3A6b3A=\r\nCookie: nightjar=forged\r\n",
              "X-Forwarded-For: 127.0.0.1\r\nX-Remote-User: root\r\n")) {
        if (at.section().base().equals("/answer")) {
          continue; // its links are told apart by AnswerHandlerTest; no link is no page
        }
        attacks.add(new Attack(at, whole(at, credentials), outside(at)));
      }
    }
    attack(attacks);
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItIsRead() throws Exception {
    List<Attack> attacks = new ArrayList<>();
    for (Endpoint at : endpoints()) {
      String long1 = "X-Long: " + "x".repeat(HEADER_BYTES) + "\r\n";
      attacks.add(
          new Attack(at, head(at, at.route().method(), long1) + "\r\n", Set.of(431, Attacks.CUT)));
      String claims = head(at, "POST", bearer()) + "Content-Length: 99999999999\r\n\r\n{";
      int most = at.section().bodyBytesAtMost();
      String really =
          head(at, "POST", bearer())
              + "Content-Length: "
              + (most + 1)
              + "\r\n\r\n"
              + "x".repeat(most + 1);
      String chunked =
          head(at, "POST", bearer())
              + "Transfer-Encoding: chunked\r\n\r\n"
              + Integer.toHexString(most + 1)
              + "\r\n"
              + "x".repeat(most + 1)
              + "\r\n0\r\n\r\n";
      Set<Integer> wanted =
          !at.route().method().equals("POST")
              ? Set.of(405, 413)
              : at.section().base().equals("/hand") ? Set.of(401) : Set.of(413);
      for (String request : List.of(claims, really, chunked)) {
        attacks.add(new Attack(at, request, wanted));
      }
    }
    attack(attacks);
  }

  @Test
  void whatMakesNoSenseIsRefused() throws Exception {
    List<Attack> attacks = new ArrayList<>();
    for (Endpoint at : endpoints()) {
      String method = at.route().method();
      attacks.add(new Attack(at, "\u0016\u0003\u0001\r\n\r\n", Set.of(400)));
      attacks.add(new Attack(at, method + " " + at.path() + " HTTP/9.9\r\n\r\n", Set.of(400, 505)));
      attacks.add(
          new Attack(
              at,
              head(at, method, bearer()).replace(at.path(), at.path() + "/%zz") + "\r\n",
              Set.of(400, 401, 404)));
      attacks.add(
          new Attack(
              at,
              head(at, method, bearer()).replace("Host:", "Host: evil.example\r\nHost:") + "\r\n",
              Set.of(400)));
      if (at.api() && method.equals("POST")) {
        String json = "Content-Type: application/json\r\n";
        attacks.add(
            new Attack(
                at,
                head(at, "POST", bearer() + json) + "Content-Length: 1\r\n\r\n{",
                Set.of(400, 404)));
        attacks.add(
            new Attack(
                at,
                head(at, "POST", bearer() + json)
                    + "Transfer-Encoding: chunked\r\n\r\nnot a size\r\n",
                Set.of(400)));
        attacks.add(
            new Attack(
                at,
                head(at, "POST", bearer())
                    + "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n{}",
                Set.of(404, 415)));
      }
    }
    attack(attacks);
  }

  @Test
  void whatComesDropByDropIsEnded() throws Exception {
    List<Attack> attacks = new ArrayList<>();
    for (Endpoint at : endpoints()) {
      attacks.add(new Attack(at, head(at, at.route().method(), bearer()), Set.of(408)));
      if (at.route().method().equals("POST")) {
        String begun = head(at, "POST", bearer()) + "Content-Length: 900\r\n\r\n{";
        boolean outside = at.section().base().equals("/hand");
        attacks.add(new Attack(at, begun, outside ? Set.of(401) : Set.of(408)));
      }
    }
    attack(attacks);
  }

  @Test
  void theSameAnswerIsGivenToWhoSendsAgainWhatWasDoneAlready() throws Exception {
    for (Endpoint at : endpoints()) {
      if (at.api() && at.route().method().equals("POST") && at.path().contains("none")) {
        String request = whole(at, bearer());
        assertThat(status(at.port(), request)).as(at.name()).isEqualTo(404);
        assertThat(status(at.port(), request)).as(at.name()).isEqualTo(404);
      }
    }
    assertThat(backend.told).isEmpty();
  }

  @Test
  void bodiesTogetherHoldNoMoreThanTheirRoom() throws Exception {
    String body = "x".repeat(60_000);
    List<Integer> statuses = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> answers = new ArrayList<>();
      int port = server.url().getPort();
      for (int i = 0; i < 20; i++) {
        String request =
            "POST /api/v1/reload HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\nConnection: close\r\n"
                + bearer()
                + "Content-Length: 60001\r\n\r\n"
                + body;
        answers.add(threads.submit(() -> status(port, request)));
      }
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
    }
    assertThat(statuses).contains(408, 503).containsOnly(408, 503);
    assertThat(statuses.stream().filter(each -> each == 408).count())
        .isLessThanOrEqualTo(ROOM / body.length());
    assertThat(server.bytesInFlight()).isZero();
  }

  @Test
  void tooManyRequestsOrConnectionsOfOneClientAreRefusedAndOthersAreToldWhen() throws Exception {
    server.close();
    LimitsConfig few = new LimitsConfig(3, 3, 1, 2, HEADER_BYTES, PATIENCE, PATIENCE, 0, ROOM, 3);
    start(few, Section.of("/hand", incoming -> Caller.NOBODY, 9, List.of()));
    int port = server.url().getPort();
    String request =
        "GET /api/v1/status HTTP/1.1\r\nHost: 127.0.0.1:"
            + port
            + "\r\nConnection: close\r\n"
            + bearer()
            + "\r\n";
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      statuses.add(status(port, request));
    }
    assertThat(statuses).startsWith(200, 200).contains(429);
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        open.add(new Socket(InetAddress.getLoopbackAddress(), port));
      }
      await().until(() -> refusals.counts().containsKey("http.refused.connection"));
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
    }
    assertThat(refusals.counts()).containsKey("http.refused.too-many-requests");
  }
}
