package io.nightjar.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.config.HttpConfig;
import io.nightjar.config.ListenAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandbyServerTest {

  @TempDir Path state;
  private StandbyServer server;
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void start() throws Exception {
    server =
        StandbyServer.start(
            HttpConfig.on(ListenAddress.anyLocal(), null),
            state,
            List.of(
                new StandbyServer.Beside("ingest.listen", ListenAddress.anyLocal(), null, false)),
            new StandbyServer.Told(
                () -> new FakeBackend().status(),
                () -> "engine-a leads",
                () -> "nightjar_leader 0\n",
                true));
  }

  @AfterEach
  void stop() {
    server.close();
    client.close();
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void isAliveAndNotReadySoThatNothingIsSentToIt() throws Exception {
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/readyz").body()).contains("standby");
    assertThat(get("/metrics").body()).contains("nightjar_leader 0");
  }

  @Test
  void whoeverSendsIsToldToComeAgainAndWhoLeads() throws Exception {
    HttpResponse<String> alert =
        client.send(
            HttpRequest.newBuilder(URI.create(server.url() + "/ingest/falco"))
                .POST(HttpRequest.BodyPublishers.ofString("{\"rule\":\"x\"}"))
                .build(),
            HttpResponse.BodyHandlers.ofString());

    assertThat(alert.statusCode()).isEqualTo(503);
    assertThat(alert.headers().firstValue("Retry-After")).contains("2");
    assertThat(alert.body()).contains("urn:nightjar:problem:standby").contains("engine-a leads");
  }

  @Test
  void itsStatusIsForWhoHoldsTheToken() throws Exception {
    assertThat(get("/api/v1/status").statusCode()).isEqualTo(401);
    try (ControlClient own = ControlClient.open(state)) {
      assertThat(own.status().node()).isEqualTo("node-1");
    }
  }
}
