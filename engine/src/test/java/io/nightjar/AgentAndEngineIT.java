package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.nightjar.agent.NodeAgent;
import io.nightjar.cli.RunOptions;
import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Overrides;
import io.nightjar.config.Surroundings;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.http.Attacks;
import io.nightjar.http.ControlClient;
import io.nightjar.http.Status;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real agent with the real driver, and a real engine that has none: what the one sees the other
 * decides, and what the other wants the one does.
 */
class AgentAndEngineIT {

  private static final String NODE = "node-agent";
  private static final String NAMESPACE = "nightjar";
  private static final String ACCOUNT = "nightjar-agent";
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String ENGINE =
      """
      node: %s
      agents:
        listen: "127.0.0.1:0"
        serviceAccounts: ["system:serviceaccount:%s:%s"]
      mode: enforce
      """
          .formatted(NODE, NAMESPACE, ACCOUNT);

  @TempDir static Path engineState;
  @TempDir static Path agentState;

  @SuppressWarnings("NullAway.Init")
  private static Watch watch;

  @SuppressWarnings("NullAway.Init")
  private static NodeAgent agent;

  @BeforeAll
  static void start() throws Exception {
    Watch.requireKernelAndContainers();
    watch =
        Watch.engineAt(
            Watch.NIGHT,
            engineState,
            Files.writeString(engineState.resolve("engine.yaml"), ENGINE));
    Files.writeString(agentState.resolve("token-of-the-pod"), tokenOfAnAgentsPod());
    int port = new Attacks(watch.nightjar().server()).port("agents.listen");
    Path config = Files.writeString(agentState.resolve("agent.yaml"), agentConfig(port));
    agent = NodeAgent.start(options(config));
  }

  @AfterAll
  static void stop() {
    if (agent != null) {
      agent.close();
    }
    if (watch != null) {
      watch.close();
    }
  }

  private static String agentConfig(int port) {
    return """
    node: %s
    agent:
      engines: ["http://127.0.0.1:%d"]
      tokenFile: token-of-the-pod
      listen: "127.0.0.1:0"
    """
        .formatted(NODE, port);
  }

  private static RunOptions options(Path config) throws Exception {
    Surroundings process = Surroundings.ofThisProcess();
    Surroundings around =
        new Surroundings(
            process.environment(),
            agentState,
            Watch.repository(),
            agentState.resolve("none.yaml"),
            process.root(),
            process.hostName(),
            ZoneId.of("UTC"));
    Overrides overrides =
        new Overrides(agentState.resolve("state"), null, List.of(), null, null, null, null);
    // both live at the same time of ours
    Duration offset = Duration.between(Instant.now(), engineStatus().now());
    return new RunOptions(
        Optional.of(config),
        new ConfigLoader(around).read(Optional.of(config), overrides),
        overrides,
        InstantSource.offset(InstantSource.system(), offset),
        offset,
        around);
  }

  /** As Kubernetes projects it into the pod of a DaemonSet. */
  private static String tokenOfAnAgentsPod() {
    var client = watch.client();
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(NAMESPACE).endMetadata().build())
        .create();
    client
        .resource(
            new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(ACCOUNT)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .build())
        .create();
    client
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName("agent")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withNodeName(NODE)
                .withServiceAccountName(ACCOUNT)
                .addNewContainer()
                .withName("agent")
                .withImage("nightjar:1")
                .endContainer()
                .endSpec()
                .build())
        .create();
    return client
        .serviceAccounts()
        .inNamespace(NAMESPACE)
        .withName(ACCOUNT)
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(Wire.AUDIENCE)
                .withExpirationSeconds(600L)
                .withNewBoundObjectRef()
                .withKind("Pod")
                .withName("agent")
                .endBoundObjectRef()
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  private static Status engineStatus() throws Exception {
    try (ControlClient client = ControlClient.open(engineState)) {
      return client.status();
    }
  }

  private static Status statusOfTheAgent() throws Exception {
    try (ControlClient client = ControlClient.open(agentState.resolve("state"))) {
      return client.status();
    }
  }

  @Test
  void aMinerThatTheAgentSeesIsKilledThereBecauseTheEngineSaysSo() throws Exception {
    await().atMost(PATIENCE).until(() -> statusOfTheAgent().cluster().reachable());
    await()
        .atMost(PATIENCE)
        .until(() -> statusOfTheAgent().sources().stream().allMatch(Status.Source::on));

    String told = watch.attack("miner", "--workload", "shop/cart");

    Response done = watch.awaitResponse("process:kill", ResponseState.SUCCEEDED);
    assertThat(done.request().target().namespace())
        .as("by the pods that the engine told")
        .isEqualTo("shop");
    assertThat(told).contains("signal 9 (killed)").doesNotContain("nobody ended it");
    Status status = statusOfTheAgent();
    assertThat(status.node()).isEqualTo(NODE);
    assertThat(status.counters().getOrDefault("tasks done", 0L)).isPositive();
    assertThat(status.counters().getOrDefault("detections sent", 0L)).isPositive();
    assertThat(status.counters()).containsEntry("detections refused", 0L);
  }

  @Test
  void kubernetesAndPrometheusAreAnsweredWithoutAToken() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(get(http, "/readyz?verbose").body()).contains("[+]sensor ok"));
    assertThat(get(http, "/healthz").statusCode()).isEqualTo(200);
    assertThat(get(http, "/metrics").body())
        .contains("nightjar_sensor_on{source=\"kernel\"} 1.0", "nightjar_events_total");
    assertThat(get(http, "/api/v1/status").statusCode()).isEqualTo(401);
    assertThat(get(http, "/healthz/../api/v1/status").statusCode()).isIn(401, 404);
  }

  private static HttpResponse<String> get(HttpClient http, String path) throws Exception {
    URI at = agent.url().resolve(path);
    return http.send(HttpRequest.newBuilder(at).build(), BodyHandlers.ofString());
  }
}
