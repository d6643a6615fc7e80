package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.audit.AuditLog;
import io.nightjar.audit.CheckpointSigner;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.gate.Gate;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.KillSwitch;
import io.nightjar.gate.Mode;
import io.nightjar.gate.TargetLookup;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.StoredFacts;
import io.nightjar.http.TestServers;
import io.nightjar.incident.IncidentDesk;
import io.nightjar.respond.FakeAction;
import io.nightjar.respond.Requests;
import io.nightjar.respond.ResponderSettings;
import io.nightjar.respond.ResponseDesk;
import io.nightjar.respond.ResponseState;
import io.nightjar.search.StoredSearch;
import io.nightjar.store.AuditKeeping;
import io.nightjar.store.Json;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People who answer at the same time, each over a connection of their own. */
class ApprovalRaceTest {

  private static final int ROUNDS = 20;

  private static final PodLookup NO_PODS =
      new PodLookup() {
        @Override
        public Optional<PodInfo> byUid(String podUid) {
          return Optional.empty();
        }

        @Override
        public Optional<PodInfo> byContainerId(String containerIdOrPrefix) {
          return Optional.empty();
        }

        @Override
        public List<PodInfo> ofWorkload(String workloadUid) {
          return List.of();
        }
      };

  @TempDir Path folder;
  private final Closing closing = new Closing();
  private final FakeAction isolate = new FakeAction("fake:isolate", true);

  @SuppressWarnings("NullAway.Init")
  private ResponseDesk desk;

  @SuppressWarnings("NullAway.Init")
  private ControlServer server;

  private String token = "";

  @BeforeEach
  void start() throws IOException {
    InstantSource clock = InstantSource.system();
    TestState state = closing.add(TestState.open(folder));
    KillSwitch killSwitch = new KillSwitch(state.path(), false, state.database(), clock);
    Gate gate =
        new Gate(
            GateSettings.of(Mode.ENFORCE),
            killSwitch,
            Map.of("fake:isolate", isolate.descriptor()),
            TargetLookup.of(NO_PODS),
            clock);
    desk =
        closing.add(
            new ResponseDesk(
                state.database(),
                gate,
                Map.of("fake:isolate", isolate),
                ResponderSettings.DEFAULTS,
                clock));
    desk.start();
    EngineBackend backend =
        new EngineBackend(
            new StoredFacts(state.database()),
            new StoredSearch(state.database()),
            CheckpointSigner.open(state.path()).verifierKey(),
            state.path().resolve(AuditLog.HEAD_FILE),
            new AuditKeeping(state.database(), SegmentFolder.in(state.path()), clock),
            desk,
            new HandRequests(
                Map.of(),
                target -> {
                  throw new IllegalStateException("nobody asks by hand");
                },
                desk::request,
                clock),
            new IncidentDesk(state.database(), clock),
            killSwitch,
            () -> {
              throw new IllegalStateException("nobody asks");
            },
            who -> {
              throw new IllegalStateException("nobody asks");
            },
            List.of());
    server = closing.add(TestServers.start(state.path(), backend, new EventFeed(10)));
    token = Files.readString(state.path().resolve("token")).strip();
  }

  @AfterEach
  void stop() {
    closing.close();
  }

  private HttpResponse<String> approve(HttpClient client, String id, String who) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(server.url().resolve("/api/v1/responses/" + id + "/approve"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"who\":\"" + who + "\"}"))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void twoApprovalsAtOnceExecuteOnceAndOneIsToldThatItWasDecided() throws Exception {
    try (HttpClient anna = HttpClient.newHttpClient();
        HttpClient ben = HttpClient.newHttpClient()) {
      for (int round = 0; round < ROUNDS; round++) {
        String id = "r-" + round;
        PodTarget pod = new PodTarget("shop", "pod-" + round, "uid-" + round);
        desk.request(
            Requests.of(
                id, "p", "fake:isolate", pod, null, Requests.ask(Duration.ofMinutes(10), null)));
        CyclicBarrier together = new CyclicBarrier(2);
        CompletableFuture<HttpResponse<String>> first = atOnce(together, anna, id, "anna");
        CompletableFuture<HttpResponse<String>> second = atOnce(together, ben, id, "ben");
        List<HttpResponse<String>> answers = List.of(first.join(), second.join());
        assertThat(answers)
            .extracting(HttpResponse::statusCode)
            .containsExactlyInAnyOrder(200, 409);
        String winner = first.join().statusCode() == 200 ? "anna" : "ben";
        JsonNode refusal =
            Json.MAPPER.readTree(
                answers.stream()
                    .filter(answer -> answer.statusCode() == 409)
                    .findFirst()
                    .orElseThrow()
                    .body());
        assertThat(refusal.toString())
            .contains("does not wait for an answer")
            .contains("decided by " + winner);
        await().until(() -> desk.find(id).orElseThrow().state() == ResponseState.SUCCEEDED);
      }
    }
    assertThat(isolate.executed)
        .extracting(request -> request.responseId())
        .doesNotHaveDuplicates()
        .hasSize(ROUNDS);
  }

  private CompletableFuture<HttpResponse<String>> atOnce(
      CyclicBarrier together, HttpClient client, String id, String who) {
    CompletableFuture<HttpResponse<String>> answer = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                together.await();
                answer.complete(approve(client, id, who));
              } catch (Exception e) {
                answer.completeExceptionally(e);
              }
            });
    return answer;
  }

  @Test
  void whoAskedForItIsRefusedAndAnotherIsNot() throws Exception {
    desk.request(
        Requests.of(
            "r-own",
            "person:anna",
            "fake:isolate",
            Requests.POD,
            null,
            Requests.ask(Duration.ofMinutes(10), null)));
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> own = approve(client, "r-own", "Anna");
      assertThat(own.statusCode()).isEqualTo(403);
      assertThat(own.body()).contains("whoever asked for a response cannot approve it");
      assertThat(isolate.executed).isEmpty();
      assertThat(approve(client, "r-own", "ben").statusCode()).isEqualTo(200);
      await().until(() -> isolate.executed.size() == 1);
    }
  }
}
