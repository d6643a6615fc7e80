package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.SampleResponses;
import io.nightjar.actions.Parameters;
import io.nightjar.audit.AuditReport;
import io.nightjar.config.ListenAddress;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlServerTest {

  @TempDir Path folder;

  private final FakeBackend backend =
      new FakeBackend()
          .add(SampleResponses.waiting(), SampleResponses.denied(), SampleResponses.succeeded());
  private final HttpClient http = HttpClient.newHttpClient();
  private Path state = Path.of("");

  @SuppressWarnings("NullAway.Init")
  private ControlServer server;

  private String token = "";

  @BeforeEach
  void start() throws IOException {
    state = folder.resolve("state");
    server = TestServers.start(state, backend, new EventFeed(100));
    token = Files.readString(state.resolve("token")).strip();
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  @Test
  void writesTokenAndAddressForItsOwnerOnly() throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
        .isEqualTo("rwx------");
    for (String name : new String[] {"token", "control.json"}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(name))))
          .isEqualTo("rw-------");
    }
    JsonNode control = Json.MAPPER.readTree(state.resolve("control.json").toFile());
    assertThat(control.path("url").asText()).isEqualTo(server.url().toString());
    assertThat(token).hasSizeGreaterThan(40);
  }

  @Test
  void keepsTheTokenButReplacesOneThatOthersCouldRead() throws Exception {
    assertThat(AccessToken.ensure(state)).isEqualTo(token);
    Files.setPosixFilePermissions(
        state.resolve("token"), PosixFilePermissions.fromString("rw-r--r--"));
    assertThat(AccessToken.ensure(state)).isNotEqualTo(token);
  }

  @Test
  void removesTheAddressWhenItStops() {
    server.close();
    assertThat(state.resolve("control.json")).doesNotExist();
  }

  @Test
  void saysWhichSettingToChangeWhenThePortIsTaken() {
    ListenAddress taken = new ListenAddress("127.0.0.1", server.url().getPort());
    assertThatThrownBy(
            () -> TestServers.start(taken, folder.resolve("b"), backend, new EventFeed(1), null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--port");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer wrong", "Bearer ", "Basic dXNlcjpwYXNz"})
  void letsNobodyInWithoutTheToken(String authorization) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(server.url().resolve("/api/v1/status"));
    if (!authorization.isEmpty()) {
      request.header("Authorization", authorization);
    }
    HttpResponse<String> response = send(request);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate")).contains("Bearer");
    assertThat(problem(response).path("type").asText())
        .isEqualTo("urn:nightjar:problem:unauthorized");
  }

  @ParameterizedTest
  @ValueSource(strings = {"attacker.example", "127.0.0.1.attacker.example:2804", "127.0.0.1"})
  void refusesAnotherHostEvenWithTheToken(String host) throws Exception {
    String answer = raw("GET /api/v1/status HTTP/1.1\r\nHost: " + host + "\r\n" + bearer());
    assertThat(answer).startsWith("HTTP/1.1 403").contains("Host header");
  }

  @Test
  void refusesAPageInABrowserEvenWithTheToken() throws Exception {
    assertThat(send(get("/status").header("Origin", "http://localhost:3000")).statusCode())
        .isEqualTo(403);
  }

  @Test
  void listsWithFilters() throws Exception {
    assertThat(json(get("/responses"))).hasSize(3);
    assertThat(json(get("/responses?state=awaiting_approval,denied"))).hasSize(2);
    assertThat(json(get("/responses?limit=1"))).hasSize(1);
    assertThat(json(get("/responses?namespace=other"))).isEmpty();
    JsonNode first = json(get("/responses?state=succeeded")).get(0);
    assertThat(first.at("/request/target/type").asText()).isEqualTo("pod");
    assertThat(first.at("/outcome/result").asText()).isEqualTo("succeeded");
    assertThat(first.at("/request/detectionTime").asText()).isEqualTo("2026-11-20T02:00:00Z");
  }

  @Test
  void aPageNamesTheNextOneUntilTheEnd() throws Exception {
    List<String> ids = new ArrayList<>();
    String path = "/responses?limit=2&state=awaiting-approval,denied,succeeded";
    while (!path.isEmpty()) {
      HttpResponse<String> page = send(get(path));
      Json.MAPPER.readTree(page.body()).forEach(one -> ids.add(one.at("/request/id").asText()));
      path =
          page.headers()
              .firstValue("Link")
              .map(link -> link.replaceFirst("^</api/v1(.*)>; rel=\"next\"$", "$1"))
              .orElse("");
    }
    assertThat(ids).hasSize(3).doesNotHaveDuplicates();
    assertThat(send(get("/responses?since=yesterday")).statusCode()).isEqualTo(400);
    assertThat(send(get("/detections?priority=loud")).statusCode()).isEqualTo(400);
    assertThat(send(get("/detections?after=nowhere")).statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "/responses?state=asleep, 400, bad-request",
    "/responses?limit=-1, 400, bad-request",
    "/responses?limit=many, 400, bad-request",
    "/responses/r-nothing, 404, not-found",
    "/responses/r-77ab, 409, ambiguous-id",
    "/nothing, 404, not-found",
    "/audit/proof/x, 400, bad-request",
    "/audit/proof/7, 404, not-found",
    "/audit/checkpoint, 404, not-found"
  })
  void answersWithAProblem(String path, int status, String type) throws Exception {
    HttpResponse<String> response = send(get(path));
    assertThat(response.statusCode()).isEqualTo(status);
    JsonNode problem = problem(response);
    assertThat(problem.path("type").asText()).isEqualTo("urn:nightjar:problem:" + type);
    assertThat(problem.path("status").asInt()).isEqualTo(status);
  }

  @Test
  void namesTheCandidatesOfAnAmbiguousPrefix() throws Exception {
    JsonNode problem = problem(send(get("/responses/r-77ab")));
    assertThat(problem.path("candidates"))
        .extracting(JsonNode::asText)
        .containsExactly("r-77ab00c1d2e3f405", "r-77ab99ffffffffff");
  }

  @Test
  void takesAnApprovalByAUniquePrefix() throws Exception {
    HttpResponse<String> response =
        send(post("/responses/r-77ab00/approve", "{\"who\":\"kim\",\"comment\":\"go\"}"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(backend.told).containsExactly("approve r-77ab00c1d2e3f405 kim: go");
  }

  @Test
  void takesWhatAPersonAsksForByHand() throws Exception {
    HttpResponse<String> response =
        send(
            post(
                "/responses",
                """
                {"who":"kim","action":"kubernetes:label-pod","target":"pod/shop/web-1",
                 "because":"odd","undoAfter":"PT8H",
                 "parameters":{"key":"tier","value":["quarantine"]}}
                """));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(backend.told)
        .containsExactly(
            "request "
                + new HandRequest(
                    "kubernetes:label-pod",
                    "pod/shop/web-1",
                    Parameters.NONE.with("key", "tier").with("value", "quarantine"),
                    "odd",
                    Duration.ofHours(8),
                    "kim"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"who\":\"kim\",\"action\":\"a\",\"target\":\"pod/a/b\"}",
        "{\"who\":\"kim\",\"action\":\"a\",\"target\":\"moon\",\"because\":\"x\"}",
        "{\"who\":\"kim\",\"action\":\"a\",\"target\":\"pod/a/b\",\"because\":\"x\",\"parameters\":[1]}",
        "{\"who\":\"kim\",\"action\":\"a\",\"target\":\"pod/a/b\",\"because\":\"x\",\"parameters\":{\"k\":1}}",
        "{\"who\":\"kim\",\"action\":\"a\",\"target\":\"pod/a/b\",\"because\":\"x\",\"undoAfter\":\"8h\"}"
      })
  void refusesAWishThatMakesNoSense(String body) throws Exception {
    HttpResponse<String> response = send(post("/responses", body));
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(problem(response).path("type").asText())
        .isEqualTo("urn:nightjar:problem:bad-request");
  }

  @ParameterizedTest
  @CsvSource({
    "/responses/r-5f3c/approve, kim, 409, refused",
    "/responses/r-77ab00/deny, mallory, 403, not-entitled",
    "/responses/r-77ab00/approve, '', 400, bad-request",
    "/responses/r-77ab/approve, kim, 409, ambiguous-id",
    "/responses/r-none/undo, kim, 404, not-found"
  })
  void refusesWhatMustNotHappen(String path, String who, int status, String type) throws Exception {
    HttpResponse<String> response = send(post(path, "{\"who\":\"" + who + "\"}"));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(problem(response).path("type").asText()).endsWith(":" + type);
  }

  @Test
  void refusesABodyThatIsTooLargeOrNoJson() throws Exception {
    String large = "{\"who\":\"" + "k".repeat(ControlServer.API_BODY_BYTES_AT_MOST) + "\"}";
    assertThat(send(post("/responses/r-77ab00/approve", large)).statusCode()).isEqualTo(413);
    assertThat(send(post("/responses/r-77ab00/approve", "who=kim")).statusCode()).isEqualTo(400);
    assertThat(send(post("/responses/r-77ab00/approve", "{\"who\":{}}")).statusCode())
        .isEqualTo(400);
    HttpRequest.Builder form =
        HttpRequest.newBuilder(server.url().resolve("/api/v1/responses/r-77ab00/approve"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "text/plain")
            .POST(HttpRequest.BodyPublishers.ofString("{\"who\":\"kim\"}"));
    assertThat(send(form).statusCode()).isEqualTo(415);
    assertThat(backend.told).isEmpty();
  }

  @Test
  void saysWhichMethodsAPathHas() throws Exception {
    HttpResponse<String> response = send(post("/status", "{}"));
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void turnsTheKillSwitchWithAReason() throws Exception {
    assertThat(send(post("/killswitch", "{\"on\":true,\"who\":\"kim\"}")).statusCode())
        .isEqualTo(400);
    assertThat(send(post("/killswitch", "{\"on\":\"yes\",\"who\":\"kim\"}")).statusCode())
        .isEqualTo(400);
    String body = "{\"on\":true,\"who\":\"kim\",\"reason\":\"wrong pods\"}";
    assertThat(json(post("/killswitch", body)).path("on").asBoolean()).isTrue();
    assertThat(json(get("/killswitch")).path("why").asText()).isEqualTo("by kim: wrong pods");
  }

  @Test
  void keepsTheAuditLogInTheNameOfSomebody() throws Exception {
    assertThat(send(post("/audit/seal", "{\"before\":\"yesterday\",\"who\":\"kim\"}")).statusCode())
        .isEqualTo(400);
    assertThat(send(post("/audit/keys/rotate", "{}")).statusCode()).isEqualTo(400);
    json(post("/audit/seal", "{\"before\":\"2026-01-01T00:00:00Z\",\"who\":\"kim\"}"));
    json(post("/audit/keys/rotate", "{\"who\":\"kim\"}"));
    assertThat(backend.told).contains("seal 2026-01-01T00:00:00Z kim", "rotate kim");
    HttpResponse<String> none = send(get("/audit/consistency?from=1&to=7"));
    assertThat(none.statusCode()).isEqualTo(404);
    assertThat(problem(none).path("detail").asText()).isEqualTo("no checkpoint has 7 leaves");
  }

  @Test
  void tellsWhatIsBrokenOnReload() throws Exception {
    backend.reloadProblems.add("rules/a.yaml:3:1: unknown key");
    HttpResponse<String> response = send(post("/reload", "{\"who\":\"kim\"}"));
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(problem(response).path("detail").asText()).contains("rules/a.yaml:3:1");
  }

  @Test
  void showsTheStateOfAFailedVerification() throws Exception {
    backend.report =
        new AuditReport(
            9,
            4,
            null,
            List.of(new AuditReport.Problem(3, "response.allowed", "t", "changed")),
            0,
            List.of(),
            List.of());
    JsonNode found = json(get("/audit/verify"));
    assertThat(found.path("intact").asBoolean()).isFalse();
    assertThat(found.at("/problems/0").asText()).startsWith("leaf 3 (response.allowed");
  }

  @Test
  void failsWithoutTellingItsInsides() throws Exception {
    backend.fails = true;
    HttpResponse<String> response = send(get("/status"));
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("Exception").doesNotContain("password");
  }

  @Test
  void hostileTextStaysInsideItsJsonString() throws Exception {
    backend.detections.add(SampleResponses.detection("\"}],\n</script>" + SampleResponses.ESCAPE));
    HttpResponse<String> response = send(get("/detections"));
    assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(response.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
    assertThat(response.body()).doesNotContain("\u001b").doesNotContain("\n");
    assertThat(Json.MAPPER.readTree(response.body()).at("/0/process/commandLine").asText())
        .isEqualTo("\"}],\n</script>" + SampleResponses.ESCAPE);
  }

  private String bearer() {
    return "Authorization: Bearer " + token + "\r\nConnection: close\r\n\r\n";
  }

  private String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.url().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(server.url().resolve("/api/v1" + path))
        .header("Authorization", "Bearer " + token);
  }

  private HttpRequest.Builder post(String path, String body) {
    return get(path)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode json(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = send(request);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Json.MAPPER.readTree(response.body());
  }

  private static JsonNode problem(HttpResponse<String> response) throws IOException {
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    return Json.MAPPER.readTree(response.body());
  }
}
