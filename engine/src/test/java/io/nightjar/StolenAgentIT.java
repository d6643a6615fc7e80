package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.nightjar.actions.Artefact;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.EvidenceSource.Collected;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.ProcessControl.KillResult;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.Target;
import io.nightjar.audit.Hash;
import io.nightjar.detect.Detection;
import io.nightjar.evidence.EvidenceCheck;
import io.nightjar.fleet.wire.DetectionBatch;
import io.nightjar.fleet.wire.Hello;
import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.SensorState;
import io.nightjar.fleet.wire.TaskOutcome;
import io.nightjar.fleet.wire.TaskPoll;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.http.Attacks;
import io.nightjar.http.Attacks.Endpoint;
import io.nightjar.http.ControlClient;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Detections;
import io.nightjar.store.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody has the credential of the agent on one node, and a whole engine before him: he gets no
 * further than that node. And nobody who is no agent can speak as one.
 */
class StolenAgentIT {

  private static final String CONFIG =
      """
      agents:
        listen: "127.0.0.1:0"
        serviceAccounts: ["system:serviceaccount:nightjar:nightjar-agent"]
      ingest:
        listen: "127.0.0.1:0"
      mode: enforce
      """;

  private static final String NAMESPACE = "nightjar";
  private static final String MINE = "node-mine";
  private static final String OTHER = "node-other";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path state;

  @SuppressWarnings("NullAway.Init")
  private static Watch watch;

  @SuppressWarnings("NullAway.Init")
  private static Attacks attacks;

  private static String stolen = "";
  private static String honest = "";

  @BeforeAll
  static void start() throws Exception {
    watch =
        Watch.engineAt(Watch.NIGHT, state, Files.writeString(state.resolve("engine.yaml"), CONFIG));
    attacks = new Attacks(watch.nightjar().server());
    named(NAMESPACE);
    named("victims");
    for (String account : List.of("nightjar-agent", "approver")) {
      watch
          .client()
          .resource(
              new ServiceAccountBuilder()
                  .withNewMetadata()
                  .withName(account)
                  .withNamespace(NAMESPACE)
                  .endMetadata()
                  .build())
          .create();
    }
    for (String node : List.of(MINE, OTHER)) {
      watch
          .client()
          .resource(new NodeBuilder().withNewMetadata().withName(node).endMetadata().build())
          .create();
      runs("agent-on-" + node, node, "nightjar-agent");
    }
    runs("victim", OTHER, "default");
    stolen = token("nightjar-agent", Wire.AUDIENCE, "agent-on-" + MINE);
    honest = token("nightjar-agent", Wire.AUDIENCE, "agent-on-" + OTHER);
    Hello hello =
        new Hello(OTHER, "boot", "1", Watch.NIGHT, new SensorState(true, "it says"), "rules");
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(post(stolen, "/hello", hello).statusCode()).isEqualTo(200));
    assertThat(json(post(stolen, "/hello", hello)).path("node").asText())
        .as("whatever it says")
        .isEqualTo(MINE);
    assertThat(json(post(honest, "/hello", hello)).path("node").asText()).isEqualTo(OTHER);
  }

  @AfterAll
  static void stop() {
    if (watch != null) {
      watch.close();
    }
  }

  private static void named(String namespace) {
    watch
        .client()
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
  }

  private static void runs(String name, String node, String account) {
    watch
        .client()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace(name))
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .withServiceAccountName(account)
                .addNewContainer()
                .withName("main")
                .withImage("image:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
    await().atMost(PATIENCE).until(() -> !pod(name).getStatus().getContainerStatuses().isEmpty());
  }

  /** Nothing is done in Nightjar's own namespace. */
  private static String namespace(String pod) {
    return pod.equals("victim") ? "victims" : NAMESPACE;
  }

  private static Pod pod(String name) {
    return watch.pod(namespace(name), name);
  }

  private static String container(String pod) {
    return pod(pod)
        .getStatus()
        .getContainerStatuses()
        .getFirst()
        .getContainerID()
        .replaceFirst(".*//", "");
  }

  private static String token(String account, String audience, String boundTo) {
    return watch
        .client()
        .serviceAccounts()
        .inNamespace(NAMESPACE)
        .withName(account)
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audience)
                .withExpirationSeconds(600L)
                .withNewBoundObjectRef()
                .withKind("Pod")
                .withName(boundTo)
                .endBoundObjectRef()
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  private static HttpResponse<String> post(String token, String path, Object body)
      throws IOException, InterruptedException {
    return send(
        token,
        "POST",
        Wire.BASE + path,
        Json.write(body).getBytes(StandardCharsets.UTF_8),
        Map.of());
  }

  private static HttpResponse<String> send(
      String token, String method, String path, byte[] body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + attacks.port("agents.listen") + path))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    return HTTP.send(request.build(), BodyHandlers.ofString());
  }

  private static JsonNode json(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return Json.read(answer.body(), JsonNode.class);
  }

  private static Detection of(String id, String node, String pod, String podUid) {
    Detection like = Detections.of(id);
    return new Detection(
        id,
        like.rule(),
        like.priority(),
        like.source(),
        like.tags(),
        Watch.NIGHT,
        like.output(),
        like.fields(),
        node,
        null,
        pod.isEmpty() ? "" : container(pod),
        "",
        "",
        false,
        podUid,
        "",
        "",
        Map.of("app", "somebody-else"),
        like.workload(),
        List.of());
  }

  private static String uid(String pod) {
    return pod(pod).getMetadata().getUid();
  }

  private static String id(int number) {
    return "d-" + "%024x".formatted(number);
  }

  @Test
  void reportsForNoOtherNodeAndABadOneHoldsNoGoodOneUp() throws Exception {
    String mine = "agent-on-" + MINE;
    JsonNode answer =
        json(
            post(
                stolen,
                "/detections",
                new DetectionBatch(
                    7,
                    List.of(
                        of(id(1), OTHER, "", ""),
                        of(id(2), MINE, "victim", ""),
                        of(id(3), MINE, "", uid("victim")),
                        of(id(4), MINE, mine, uid("victim")),
                        of(id(5), MINE, mine, uid(mine)),
                        of("not an id", MINE, "", "")))));
    assertThat(answer.path("through").asLong()).isEqualTo(12);
    assertThat(answer.path("refused").findValuesAsText("number"))
        .containsExactly("7", "8", "9", "10", "12");
    assertThat(answer.path("refused").findValuesAsText("why"))
        .satisfiesExactly(
            why -> assertThat(why).contains("of node " + OTHER),
            why -> assertThat(why).contains("runs on node " + OTHER),
            why -> assertThat(why).contains("runs on node " + OTHER),
            why -> assertThat(why).contains("runs on node " + OTHER),
            why -> assertThat(why).contains("none of a detection"));
    String stored = control("GET", "/api/v1/detections?limit=100");
    assertThat(stored).contains(id(5)).doesNotContain(id(1), id(2), id(3), id(4));
    JsonNode agents = Json.read(control("GET", "/api/v1/agents"), JsonNode.class);
    assertThat(agents.findValuesAsText("node")).containsExactly(MINE, OTHER);
    assertThat(agents.findValuesAsText("refused").getFirst()).isEqualTo("5");
    // labels and workload are those of the cluster, whatever was claimed
    assertThat(stored).doesNotContain("somebody-else");
  }

  @Test
  void neitherReadsNorAnswersWhatAnotherIsToDo() throws Exception {
    ProcessTarget victim =
        new ProcessTarget(
            OTHER, 42, 99, container("victim"), uid("victim"), "victims", "victim", "miner");
    asks("r-kill", "process:kill", victim);
    JsonNode task = taken(honest, "kill");
    String id = task.path("id").asText();
    TaskOutcome lie =
        new TaskOutcome.Done(
            new NodeResult.Killed(new KillResult(List.of("nothing"), List.of(), false)));
    assertThat(json(post(stolen, "/tasks", new TaskPoll(0, List.of()))).path("tasks")).isEmpty();
    assertThat(post(stolen, "/tasks/" + id, lie).statusCode()).isEqualTo(200);
    assertThat(state("r-kill")).isEqualTo(ResponseState.EXECUTING);
    TaskOutcome truth =
        new TaskOutcome.Done(
            new NodeResult.Killed(new KillResult(List.of("42 (miner)"), List.of(), false)));
    assertThat(post(honest, "/tasks/" + id, truth).statusCode()).isEqualTo(200);
    await().atMost(PATIENCE).until(() -> state("r-kill") == ResponseState.SUCCEEDED);
    assertThat(control("GET", "/api/v1/responses/r-kill")).contains("killed 42 (miner)");
  }

  @Test
  void bringsNoEvidenceIntoWhatAnotherCollects() throws Exception {
    ContainerTarget victim =
        new ContainerTarget(OTHER, container("victim"), uid("victim"), "victims", "victim", "main");
    asks("r-evidence", "evidence:collect", victim);
    JsonNode task = taken(honest, "collect");
    byte[] artefact = "1 init\n".getBytes(StandardCharsets.UTF_8);
    String hash = Hash.sha256(artefact).hex();
    assertThat(brings(stolen, "r-evidence", "maps.txt", artefact, hash)).isEqualTo(403);
    assertThat(brings(honest, "r-another", "maps.txt", artefact, hash)).isEqualTo(403);
    assertThat(brings(honest, "..%2f..%2fetc", "maps.txt", artefact, hash)).isEqualTo(400);
    assertThat(brings(honest, "r-evidence", "..%2fmanifest.json", artefact, hash)).isEqualTo(400);
    assertThat(brings(honest, "r-evidence", "manifest.json", artefact, hash)).isEqualTo(409);
    assertThat(brings(honest, "r-evidence", "maps.txt", artefact, "0".repeat(64))).isEqualTo(409);
    assertThat(brings(honest, "r-evidence", "maps.txt", artefact, hash)).isEqualTo(200);
    Collected collected =
        new Collected(
            "",
            false,
            "/on/the/node",
            List.of(
                new Artefact("maps.txt", "maps", "it", 7, hash, ""),
                new Artefact("never.txt", "maps", "it", 7, hash, "")),
            List.of());
    assertThat(
            post(
                    honest,
                    "/tasks/" + task.path("id").asText(),
                    new TaskOutcome.Done(new NodeResult.Collection(collected)))
                .statusCode())
        .isEqualTo(200);
    await().atMost(PATIENCE).until(() -> state("r-evidence") == ResponseState.SUCCEEDED);
    Path folder = state.resolve("evidence").resolve("r-evidence");
    assertThat(folder.resolve("maps.txt")).hasBinaryContent(artefact);
    assertThat(folder.resolve("manifest.json")).content().contains("is not here");
    assertThat(folder.resolve("never.txt")).doesNotExist();
    try (ControlClient engine = ControlClient.open(state)) {
      assertThat(EvidenceCheck.check(engine.story("r-evidence").history(), folder))
          .as("by the audit log of the engine")
          .extracting(line -> line.name() + " " + line.state())
          .containsExactly("maps.txt INTACT");
    }
    // once it is whole, nobody adds to it
    assertThat(brings(honest, "r-evidence", "more.txt", artefact, hash)).isEqualTo(403);
  }

  private static int brings(String token, String response, String name, byte[] bytes, String hash)
      throws Exception {
    return send(
            token,
            "PUT",
            Wire.BASE + "/evidence/" + response + "/" + name + "?from=0&of=" + bytes.length,
            bytes,
            Map.of(Wire.HASH_HEADER, hash))
        .statusCode();
  }

  @Test
  void reachesNothingElse() throws Exception {
    int agents = attacks.port("agents.listen");
    int tried = 0;
    for (Endpoint at : attacks.endpoints()) {
      boolean open =
          at.base().endsWith("openapi.json")
              || List.of("/healthz", "/livez", "/readyz", "/assets", "/sign-in", "/answer")
                  .contains(at.base());
      // of this machine, where nobody is named, every program may hand in alerts
      boolean ofThisMachine = at.base().equals("/ingest");
      if (at.port() == agents || open || ofThisMachine) {
        continue;
      }
      tried++;
      int status =
          Attacks.status(at.port(), at.request("Authorization: Bearer " + stolen + "\r\n", "{}"));
      if (at.base().startsWith("/notify/")) {
        assertThat(status).as("%s, which is not set up here", at.name()).isEqualTo(404);
      } else {
        assertThat(status).as(at.name()).isIn(401, 403, 429, 503);
      }
    }
    assertThat(tried).isGreaterThan(40);
    for (String path :
        List.of("/api/v1/responses/r-kill/approve", "/", "/metrics", "/ingest/falco")) {
      assertThat(send(stolen, "POST", path, new byte[0], Map.of()).statusCode())
          .as(path)
          .isEqualTo(404);
    }
  }

  @Test
  void nobodyElseSpeaksAsAnAgent() throws Exception {
    String approver = token("approver", Wire.AUDIENCE, "agent-on-" + MINE);
    String forPeople = token("nightjar-agent", "nightjar", "agent-on-" + MINE);
    String unbound = token("approver", "nightjar", "agent-on-" + MINE);
    String owner = Files.readString(state.resolve("token")).strip();
    TaskPoll poll = new TaskPoll(0, List.of());
    assertThat(post(approver, "/tasks", poll).statusCode()).isEqualTo(403);
    assertThat(post(forPeople, "/tasks", poll).statusCode()).isEqualTo(401);
    assertThat(post(unbound, "/tasks", poll).statusCode()).isEqualTo(401);
    assertThat(post(owner, "/tasks", poll).statusCode()).isEqualTo(401);
    assertThat(
            send(
                    stolen,
                    "POST",
                    Wire.BASE + "/tasks",
                    new byte[0],
                    Map.of("Origin", "https://evil.example"))
                .statusCode())
        .isEqualTo(403);
  }

  private static void asks(String id, String action, Target target) {
    Instant now = Watch.NIGHT;
    var unused =
        watch
            .nightjar()
            .desk()
            .requestLater(
                new ResponseRequest(
                    id,
                    "person:kim",
                    "",
                    action,
                    target,
                    Parameters.NONE,
                    "a test",
                    List.of(),
                    now,
                    now,
                    null,
                    null));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(watch.responses())
                    .filteredOn(response -> response.id().equals(id))
                    .as(watch.responses().toString())
                    .extracting(Response::state)
                    .containsExactly(ResponseState.EXECUTING));
  }

  private static JsonNode taken(String token, String kind) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> json(post(token, "/tasks", new TaskPoll(1, List.of()))).path("tasks").path(0),
            task -> task.path("work").path("kind").asText().equals(kind));
  }

  private static ResponseState state(String id) {
    return watch.responses().stream()
        .filter(response -> response.id().equals(id))
        .findFirst()
        .orElseThrow()
        .state();
  }

  private static String control(String method, String path) throws Exception {
    String token = Files.readString(state.resolve("token")).strip();
    return HTTP.send(
            HttpRequest.newBuilder(watch.nightjar().controlUrl().resolve(path))
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.noBody())
                .build(),
            BodyHandlers.ofString())
        .body();
  }
}
