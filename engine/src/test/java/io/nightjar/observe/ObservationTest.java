package io.nightjar.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.config.LimitsConfig;
import io.nightjar.config.ListenAddress;
import io.nightjar.config.ObserveConfig;
import io.nightjar.http.ControlServer;
import io.nightjar.http.Listener;
import io.nightjar.http.Served;
import io.nightjar.http.TestServers;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationTest {

  private static final String OWN = "observe.metrics.listen";
  private static final String SECRET = "jdbc:postgresql://db/?password=hunter2";

  @TempDir static Path folder;

  private static final AtomicReference<String> STUCK = new AtomicReference<>("");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private static TestState state;
  private static Observation observation;
  private static ControlServer server;
  private static String token;

  @BeforeAll
  static void serve() throws IOException {
    state = TestState.open(folder);
    ObserveConfig config =
        new ObserveConfig(
            ObserveConfig.LogFormat.TEXT,
            new ObserveConfig.Metrics(false, new ListenAddress("127.0.0.1", 0), 10),
            new ObserveConfig.Traces(null, null));
    observation = new Observation(config, ResponseTraces.off(), () -> SampleMetrics.THREE);
    state.database().listen(observation);
    Observation.Pages pages =
        observation.open(
            state.database(),
            reachable -> SampleMetrics.status(),
            () -> "".equals(STUCK.get()),
            List.of(new HealthCheck("session", STUCK::get)),
            List.of(new HealthCheck("replay", () -> "")));
    server =
        TestServers.start(
            folder,
            (Served served) ->
                served
                    .with(pages.sections())
                    .guarded(pages.guarded().getFirst())
                    .with(
                        new Listener(
                            OWN,
                            new ListenAddress("127.0.0.1", 0),
                            null,
                            LimitsConfig.defaults(),
                            observation.onOwnPort(pages))));
    token = Files.readString(folder.resolve("token")).strip();
  }

  @AfterAll
  static void stop() {
    server.close();
    observation.close();
    state.close();
  }

  @Test
  void probesNeedNoSignInAndTellNoReason() throws Exception {
    assertThat(get("/healthz", null).body()).isEqualTo("ok");
    assertThat(get("/livez", null).body()).isEqualTo("ok");
    assertThat(get("/readyz?verbose", null).body())
        .isEqualTo("[+]store ok\n[+]cluster ok\n[+]replay ok\nreadyz check passed\n");
    STUCK.set(SECRET);
    try {
      HttpResponse<String> bad = get("/healthz", null);
      assertThat(bad.statusCode()).isEqualTo(503);
      assertThat(bad.body())
          .isEqualTo("[-]session failed: reason withheld\nhealthz check failed\n");
      assertThat(get("/healthz/session", null).statusCode()).isEqualTo(503);
      assertThat(get("/livez?exclude=session", null).statusCode()).isEqualTo(200);
    } finally {
      STUCK.set("");
    }
    assertThat(get("/readyz/replay", null).body()).isEqualTo("ok");
    assertThat(get("/readyz/nothing", null).statusCode()).isEqualTo(404);
  }

  @Test
  void metricsAreForThoseWhoMayViewOrReachThePortOfTheirOwn() throws Exception {
    assertThat(get("/metrics", null).statusCode()).isEqualTo(401);
    assertThat(get("/metrics", "wrong").statusCode()).isEqualTo(401);
    HttpResponse<String> page = get("/metrics", token);
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
    assertThat(page.body()).contains("nightjar_store_writable 1.0");
    URI own = server.url(OWN);
    assertThat(send(own.resolve("/metrics"), null).statusCode()).isEqualTo(200);
    assertThat(send(own.resolve("/readyz"), null).body()).isEqualTo("ok");
    // nothing else is behind that port
    assertThat(send(own.resolve("/api/v1/status"), token).statusCode()).isEqualTo(404);
  }

  @Test
  void whatTheStoreDoesIsSeen() {
    state.database().write(transaction -> true);
    await()
        .untilAsserted(
            () ->
                assertThat(get("/metrics", token).body())
                    .contains("nightjar_store_commit_seconds_count{steps=\"one\"}")
                    .containsPattern("nightjar_store_bytes [1-9]")
                    .containsPattern("nightjar_responses_waiting 0.0"));
  }

  private static HttpResponse<String> get(String path, @Nullable String bearer)
      throws IOException, InterruptedException {
    return send(server.url().resolve(path), bearer);
  }

  private static HttpResponse<String> send(URI uri, @Nullable String bearer)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
