package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.Golden;
import io.nightjar.SampleIncidents;
import io.nightjar.SampleResponses;
import io.nightjar.audit.AuditRecord;
import io.nightjar.config.HttpConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.signin.TestSignIn;
import io.nightjar.store.Json;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The description of the API, against what is really served. The checks of its form are our own; an
 * OpenAPI linter knows more.
 */
@SuppressWarnings("NullAway.Init")
class OpenApiTest {

  /** What stands in the place of a variable so that there is an answer. */
  private static final Map<String, String> FILLED =
      Map.of(
          "/responses/{id}", "/responses/r-77ab00c1d2e3f405",
          "/incidents/{id}", "/incidents/i-1",
          "/detections/{id}", "/detections/" + SampleResponses.detection().id());

  /** Those that have nothing to tell in this test. */
  private static final Set<String> EMPTY =
      Set.of(
          "/audit/proof/{index}", "/audit/consistency", "/audit/checkpoint", "/playbooks/{name}");

  @TempDir Path state;

  private final FakeBackend backend =
      new FakeBackend()
          .add(SampleResponses.waiting(), SampleResponses.denied(), SampleResponses.succeeded());
  private final HttpClient http = HttpClient.newHttpClient();
  private ControlServer server;
  private Served served;
  private JsonNode document;

  @BeforeEach
  void start() throws Exception {
    backend.detections.add(SampleResponses.detection());
    backend.audit.add(
        new AuditRecord(
            0,
            SampleResponses.THREE,
            "response.asked",
            "r-1",
            "engine",
            Json.MAPPER.createObjectNode().put("why", "x")));
    backend.incidents.add(SampleIncidents.open());
    EventFeed feed = new EventFeed(9);
    AnswerLinks links = AnswerLinks.open(state, Map.of(), null, () -> SampleResponses.THREE);
    TestSignIn people = new TestSignIn(() -> SampleResponses.THREE);
    served = Served.of(backend, feed, links).with(people.signIn);
    server =
        ControlServer.start(HttpConfig.on(new ListenAddress("127.0.0.1", 0), null), state, served);
    HttpRequest request =
        HttpRequest.newBuilder(server.url().resolve("/api/v1/openapi.json")).build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as("served without a sign-in").isEqualTo(200);
    document = Json.MAPPER.readTree(answer.body());
  }

  @AfterEach
  void stop() {
    server.close();
    http.close();
  }

  @Test
  void everyRouteIsDescribed() {
    List<Route> routes = ControlServer.api(served);
    assertThat(routes).hasSizeGreaterThan(25).allSatisfy(route -> described(route));
    int operations = 0;
    for (JsonNode path : document.path("paths")) {
      operations += path.size();
    }
    assertThat(operations).isEqualTo(routes.size());
  }

  private void described(Route route) {
    JsonNode operation = operation(route);
    assertThat(operation.path("summary").asText()).as(route.path()).isNotEmpty();
    assertThat(operation.path("x-nightjar-permission").asText()).as(route.path()).isNotEmpty();
  }

  private JsonNode operation(Route route) {
    return document
        .path("paths")
        .path(ControlServer.API + route.path())
        .path(route.method().toLowerCase(java.util.Locale.ROOT));
  }

  @Test
  void isKeptAsAFile() {
    ObjectNode made = OpenApi.of(ControlServer.API, ControlServer.api(served));
    Golden.check("../docs/openapi.json", new String(OpenApi.bytes(made), StandardCharsets.UTF_8));
  }

  @Test
  void whatIsAnsweredFitsItsSchema() throws Exception {
    List<String> wrong = new ArrayList<>();
    int judged = 0;
    for (Route route : ControlServer.api(served)) {
      About about = java.util.Objects.requireNonNull(route.about());
      if (about.answer() == null || EMPTY.contains(route.path())) {
        continue;
      }
      HttpResponse<String> answer = send(route, about);
      assertThat(answer.statusCode()).as("%s %s", route.path(), answer.body()).isEqualTo(200);
      JsonNode schema = operation(route).at("/responses/200/content/application~1json/schema");
      JsonFits.problems(document, schema, Json.MAPPER.readTree(answer.body()))
          .forEach(problem -> wrong.add(route.method() + " " + route.path() + problem));
      judged++;
    }
    assertThat(wrong).isEmpty();
    assertThat(judged).isGreaterThan(20);
  }

  private HttpResponse<String> send(Route route, About about) throws Exception {
    String path = route.path();
    for (Map.Entry<String, String> filled : FILLED.entrySet()) {
      path = path.replace(filled.getKey(), filled.getValue());
    }
    path = path.replace("{verb}", "close");
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.url().resolve(ControlServer.API + path))
            .header("Authorization", "Bearer " + Files.readString(state.resolve("token")).strip());
    if (route.method().equals("POST")) {
      request
          .header("Content-Type", "application/json")
          .POST(BodyPublishers.ofString(OpenApi.example(about).toString()));
    }
    return http.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void everyExampleFitsItsSchema() {
    int examples = 0;
    for (JsonNode path : document.path("paths")) {
      for (JsonNode operation : path) {
        JsonNode body = operation.at("/requestBody/content/application~1json");
        if (!body.isMissingNode()) {
          assertThat(JsonFits.problems(document, body.path("schema"), body.path("example")))
              .isEmpty();
          examples++;
        }
      }
    }
    assertThat(examples).isGreaterThan(8);
  }

  @Test
  void aSchemaIsNoRubberStamp() throws Exception {
    JsonNode schema = Json.MAPPER.readTree("{\"$ref\":\"#/components/schemas/KillSwitchState\"}");
    assertThat(JsonFits.problems(document, schema, Json.MAPPER.readTree("{\"on\":1}"))).hasSize(2);
    assertThat(
            JsonFits.problems(
                document, schema, Json.MAPPER.readTree("{\"on\":true,\"why\":\"\",\"x\":1}")))
        .hasSize(1);
  }

  @Test
  void itsFormIsSound() {
    Set<String> ids = new HashSet<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .forEach(
                        operation -> {
                          assertThat(ids.add(operation.path("operationId").asText())).isTrue();
                          assertThat(variables(operation)).isEqualTo(inBraces(path.getKey()));
                          assertThat(operation.path("responses").has("200")).isTrue();
                        }));
    references(document).forEach(each -> assertThat(document.at(each).isMissingNode()).isFalse());
    Set<String> named = new HashSet<>();
    document.at("/components/schemas").fieldNames().forEachRemaining(named::add);
    references(document).stream()
        .filter(each -> each.startsWith("/components/schemas/"))
        .forEach(each -> named.remove(each.substring("/components/schemas/".length())));
    assertThat(named).as("schemas that nothing refers to").isEmpty();
  }

  private static Set<String> variables(JsonNode operation) {
    Set<String> names = new HashSet<>();
    for (JsonNode parameter : operation.path("parameters")) {
      if (parameter.path("in").asText().equals("path")) {
        names.add(parameter.path("name").asText());
      }
    }
    return names;
  }

  private static Set<String> inBraces(String path) {
    Set<String> names = new HashSet<>();
    for (String part : path.split("/")) {
      if (part.startsWith("{")) {
        names.add(part.substring(1, part.length() - 1));
      }
    }
    return names;
  }

  private static List<String> references(JsonNode node) {
    return node.findValuesAsText("$ref").stream().map(each -> each.substring(1)).toList();
  }
}
