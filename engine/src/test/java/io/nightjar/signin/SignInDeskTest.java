package io.nightjar.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.audit.AuditDraft;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FakeBackend;
import io.nightjar.http.Permission;
import io.nightjar.http.Reply;
import io.nightjar.http.Role;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import io.nightjar.http.TestServers;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInDeskTest {

  @TempDir Path state;

  private Instant now = Instant.parse("2026-11-20T02:00:00Z");
  private final TestSignIn parts = new TestSignIn(() -> now);
  private final HttpClient client = HttpClient.newHttpClient();
  private ControlServer server;

  @BeforeEach
  void start() throws Exception {
    List<Section> sections = new ArrayList<>(parts.signIn.sections());
    sections.add(
        parts.signIn.pages(
            "/things",
            1_000,
            List.of(
                Route.get("", Permission.VIEW, call -> Reply.ok(call.caller().name())),
                Route.post("", Permission.VIEW, call -> Reply.ok("done"))),
            problem -> Reply.json(problem.status(), problem)));
    server = TestServers.start(state, new FakeBackend(), new EventFeed(4), sections);
    parts.addresses.listening(Set.of(server.url().getAuthority()));
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, Map<String, String> form, String... headers)
      throws Exception {
    String body =
        form.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest.Builder request =
        to(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private Map<String, String> link(String token, String next) {
    return Map.of("way", "link", "name", "kim", "token", token, "next", next);
  }

  private static String cookie(HttpResponse<String> response) {
    return response.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  @Test
  void aLinkSignsInOnceAndSigningOutEndsIt() throws Exception {
    String token = parts.links.issue().token();
    HttpResponse<String> in = post("/sign-in", link(token, "/things"));
    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(in.headers().firstValue("Location")).contains("/things");
    assertThat(in.headers().firstValue("Set-Cookie").orElseThrow())
        .contains("HttpOnly", "SameSite=Lax", "Path=/");
    String cookie = cookie(in);
    assertThat(send(to("/things").header("Cookie", cookie)).body()).isEqualTo("\"kim\"");
    assertThat(post("/sign-in", link(token, "/")).statusCode()).isEqualTo(401);

    Map<String, String> csrf = Map.of("csrf", TestSignIn.csrf(cookie));
    assertThat(post("/sign-out", Map.of(), "Cookie", cookie).statusCode()).isEqualTo(403);
    assertThat(post("/sign-out", csrf, "Cookie", cookie).statusCode()).isEqualTo(303);
    assertThat(send(to("/things").header("Cookie", cookie)).statusCode()).isEqualTo(401);

    assertThat(parts.trail)
        .extracting(AuditDraft::kind)
        .containsExactly("person.signed-in", "sign-in.failed", "person.signed-out");
    assertThat(parts.trail.getFirst().actor()).isEqualTo("person:kim");
    assertThat(parts.trail.getFirst().fields()).containsEntry("vouchedBy", "one-time link");
    assertThat(parts.trail.toString()).doesNotContain(token, cookie.substring(9));
  }

  @Test
  void whoAsksForALinkHasNothingToSay() throws Exception {
    Path folder = Files.createDirectories(state.resolve("api"));
    try (ControlServer api = TestServers.start(folder, served -> served.with(parts.signIn))) {
      String token = Files.readString(folder.resolve("token")).strip();
      List<HttpResponse<String>> answers = new ArrayList<>();
      for (String body :
          List.of("", "{}", " { } ", "{\"who\":\"kim\"}", "{", "[]", "null", "\"kim\"", "7", " ")) {
        answers.add(
            send(
                HttpRequest.newBuilder(URI.create(api.url() + "/api/v1/sign-in/links"))
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))));
      }
      HttpResponse<String> form =
          send(
              HttpRequest.newBuilder(URI.create(api.url() + "/api/v1/sign-in/links"))
                  .header("Authorization", "Bearer " + token)
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(HttpRequest.BodyPublishers.ofString("who=kim")));

      assertThat(answers)
          .extracting(HttpResponse::statusCode)
          .containsExactly(200, 200, 200, 400, 400, 400, 400, 400, 400, 400);
      assertThat(answers.getFirst().body()).contains("/sign-in#");
      HttpResponse<String> refused = answers.get(3);
      assertThat(refused.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("application/problem+json");
      assertThat(refused.body())
          .contains("urn:nightjar:problem:bad-request", "send no body, or {}")
          .doesNotContain("kim");
      assertThat(form.statusCode()).isEqualTo(415);
    }
  }

  @Test
  void aLinkIsGoodForTenMinutes() throws Exception {
    String token = parts.links.issue().token();
    now = now.plus(Duration.ofMinutes(10));
    assertThat(post("/sign-in", link(token, "/")).statusCode()).isEqualTo(401);
  }

  @Test
  void whoIsNotSignedInGetsTheFormAndNoPage() throws Exception {
    HttpResponse<String> form = send(to("/things"));
    assertThat(form.statusCode()).isEqualTo(401);
    assertThat(form.body()).contains("action=\"/sign-in\"").doesNotContain("kim");
    assertThat(form.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'");
    assertThat(send(to("/sign-in/form.js")).body()).contains("location.hash");
  }

  @Test
  void aFormOfAnotherPageOrSessionChangesNothing() throws Exception {
    String kim = parts.cookie("kim", Role.OPERATOR);
    String csrf = TestSignIn.csrf(kim);
    String lees = TestSignIn.csrf(parts.cookie("lee", Role.OPERATOR));
    assertThat(post("/things", Map.of("csrf", csrf), "Cookie", kim).statusCode()).isEqualTo(200);
    assertThat(post("/things", Map.of(), "Cookie", kim).statusCode()).isEqualTo(403);
    assertThat(post("/things", Map.of("csrf", lees), "Cookie", kim).statusCode()).isEqualTo(403);
    Map<String, String> good = Map.of("csrf", csrf);
    assertThat(post("/things", good, "Cookie", kim, "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
    assertThat(post("/things", good, "Cookie", kim, "Sec-Fetch-Site", "same-site").statusCode())
        .isEqualTo(403);
    String token = parts.links.issue().token();
    assertThat(post("/sign-in", link(token, "/"), "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
  }

  @Test
  void nobodyIsSentElsewhereAfterSigningIn() throws Exception {
    for (String next :
        List.of("https://evil.example", "//evil.example", "/\\evil.example", "", "/a\r\nb: c")) {
      HttpResponse<String> in = post("/sign-in", link(parts.links.issue().token(), next));
      assertThat(in.headers().firstValue("Location")).as(next).contains("/");
    }
  }

  @Test
  void aNameMustBeOneAndAWayMustExist() throws Exception {
    String token = parts.links.issue().token();
    Map<String, String> nameless = Map.of("way", "link", "name", " ", "token", token);
    assertThat(post("/sign-in", nameless).statusCode()).isEqualTo(400);
    assertThat(post("/sign-in", Map.of("way", "magic")).statusCode()).isEqualTo(400);
    assertThat(post("/sign-in", Map.of("way", "kubernetes", "token", "x")).statusCode())
        .isEqualTo(401);
    assertThat(send(to("/sign-in/oidc")).statusCode()).isEqualTo(404);
    // the link was not used up by the nameless one
    assertThat(post("/sign-in", link(token, "/")).statusCode()).isEqualTo(303);
  }
}
