package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SampleResponses;
import io.nightjar.config.HttpConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.respond.Speaker;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each role may on each route of the API; a new route is tried without being named here. */
class RolesTest {

  @TempDir static Path state;

  private static final FakeBackend BACKEND = new FakeBackend();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static volatile Caller caller = Caller.NOBODY;
  private static ControlServer server;
  private static List<Route> routes;

  @BeforeAll
  static void start() throws Exception {
    BACKEND.add(SampleResponses.waiting());
    SignIn whoever =
        new SignIn() {
          @Override
          public Door door(Door token, Set<String> hosts) {
            return incoming -> caller;
          }

          @Override
          public boolean open() {
            return true;
          }
        };
    Served served =
        Served.of(
                BACKEND,
                new EventFeed(8),
                AnswerLinks.open(state, Map.of(), null, () -> SampleResponses.THREE))
            .with(whoever);
    routes = ControlServer.api(served);
    server =
        ControlServer.start(HttpConfig.on(new ListenAddress("127.0.0.1", 0), null), state, served);
  }

  @AfterAll
  static void stop() {
    CLIENT.shutdownNow();
    server.close();
  }

  private static int status(Route route) throws Exception {
    String path = route.path().replaceAll("\\{verb}", "close").replaceAll("\\{index}", "0");
    String id = SampleResponses.waiting().id();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
            URI.create(server.url() + "/api/v1" + path.replaceAll("\\{[a-z]+}", id)));
    if (route.method().equals("POST")) {
      request
          .header("Content-Type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString("{}"));
    }
    // a stream of events has a status before it has an end
    HttpResponse<InputStream> response =
        CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    response.body().close();
    return response.statusCode();
  }

  private static @Nullable Permission asked(Route route) {
    Permission permission = route.permission();
    return permission == null && route.about() != null ? route.about().asks() : permission;
  }

  private static Caller with(Role role, String only) {
    return new Caller() {
      @Override
      public String name() {
        return "kim";
      }

      @Override
      public Set<String> groups() {
        return Set.of("oncall");
      }

      @Override
      public String vouchedBy() {
        return "OIDC https://id.example kim-4711";
      }

      @Override
      public boolean may(Permission permission, String namespace) {
        return role.may(permission) && (only.isEmpty() || only.equals(namespace));
      }
    };
  }

  @Test
  void eachRoleReachesWhatItMayAndNothingElse() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (Role role : Role.values()) {
      caller = with(role, "");
      for (Route route : routes) {
        Permission asked = asked(route);
        boolean may = asked != null && role.may(asked);
        int status = status(route);
        if (asked == null || status == 401 || (status == 403) == may) {
          wrong.add(role + " " + route.method() + " " + route.path() + ": " + status);
        }
      }
    }
    assertThat(routes).hasSizeGreaterThan(20);
    assertThat(wrong).isEmpty();
  }

  @Test
  void nobodyReachesAnything() throws Exception {
    caller = Caller.of("nobody");
    for (Route route : routes) {
      assertThat(status(route)).as(route.path()).isEqualTo(403);
    }
  }

  @Test
  void aViewerCannotApproveAndAnApproverCannotChangePlaybooksOrReload() throws Exception {
    assertThat(reached(Role.VIEWER)).containsExactly(Permission.VIEW);
    assertThat(reached(Role.APPROVER))
        .contains(Permission.ANSWER, Permission.UNDO)
        .doesNotContain(Permission.AUTHOR, Permission.STOP, Permission.OPERATE);
    assertThat(reached(Role.AUTHOR))
        .contains(Permission.AUTHOR)
        .doesNotContain(Permission.ANSWER, Permission.STOP);
  }

  private static Set<Permission> reached(Role role) throws Exception {
    caller = with(role, "");
    Set<Permission> reached = EnumSet.noneOf(Permission.class);
    for (Route route : routes) {
      if (status(route) != 403) {
        reached.add(asked(route));
      }
    }
    return reached;
  }

  @Test
  void anApproverOfOneNamespaceAnswersThereAlone() throws Exception {
    Route approve =
        routes.stream()
            .filter(route -> route.path().endsWith("/approve"))
            .findFirst()
            .orElseThrow();
    caller = with(Role.APPROVER, "shop");
    assertThat(status(approve)).isEqualTo(200);
    caller = with(Role.APPROVER, "payments");
    assertThat(status(approve)).isEqualTo(403);
  }

  @Test
  void aSignedInOperatorMakesLinksForThemselvesAlone() throws Exception {
    BACKEND.told.clear();
    caller = with(Role.OPERATOR, "");
    assertThat(link("lee").statusCode()).isEqualTo(403);
    assertThat(BACKEND.told).isEmpty();
    assertThat(link("kim").statusCode()).isEqualTo(200);
    caller = Caller.OWNER;
    assertThat(link("lee").statusCode()).isEqualTo(200);
    assertThat(BACKEND.told).hasSize(2);
  }

  private static HttpResponse<String> link(String person) throws Exception {
    return post(
        "/responses/" + SampleResponses.waiting().id() + "/links",
        "k-" + person,
        "{\"who\":\"op\",\"for\":\"" + person + "\",\"within\":\"10m\"}");
  }

  private static HttpResponse<String> post(String path, String key, String body) throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(server.url() + "/api/v1" + path))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aSignedInCallersNameGroupsAndProofReachTheDeskAndNoNameOfTheBody() throws Exception {
    caller = with(Role.APPROVER, "");
    BACKEND.speakers.clear();
    URI approve =
        URI.create(
            server.url() + "/api/v1/responses/" + SampleResponses.waiting().id() + "/approve");
    HttpRequest request =
        HttpRequest.newBuilder(approve)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"who\":\"lee\"}"))
            .build();
    CLIENT.send(request, HttpResponse.BodyHandlers.discarding());
    assertThat(BACKEND.speakers)
        .containsExactly(new Speaker("kim", Set.of("oncall"), "OIDC https://id.example kim-4711"));
  }
}
