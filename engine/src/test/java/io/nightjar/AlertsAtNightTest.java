package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.ingest.SampleAlerts;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Alerts of others at night, in the form in which each of them sends: the library's playbook acts.
 */
class AlertsAtNightTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static Watch watch;
  private static String node;
  private static URI talon;
  private static Path file;

  @BeforeAll
  static void start() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    file = folder.resolve("falco.log");
    Path config =
        Files.writeString(
            folder.resolve("nightjar.yaml"),
            """
            ingest:
              talon: {listen: 127.0.0.1:%d}
              files: [{path: %s}]
            """
                .formatted(port, file));
    watch = Watch.at(Watch.NIGHT, folder.resolve("state"), null, config);
    talon = URI.create("http://127.0.0.1:" + port + "/");
    node = watch.client().nodes().list().getItems().getFirst().getMetadata().getName();
  }

  @AfterAll
  static void stop() {
    if (watch != null) {
      watch.close();
    }
  }

  @Test
  void falcosAlertIsolatesItsPodOnceHoweverOftenAndOverWhomItComes() throws Exception {
    Pod pod = pod("checkout");
    String alert = alert(node, pod);

    assertThat(post(falco(), alert).body()).contains("\"accepted\":1");
    Response done = awaitIsolated(pod);
    assertThat(post(falco(), alert).body()).contains("\"accepted\":0", "\"known\":1");
    assertThat(post(falco(), SampleAlerts.sidekick(alert)).body()).contains("\"known\":1");
    assertThat(post(talon, alert).body()).contains("\"known\":1");

    assertThat(done.request().playbook()).contains("shell-in-container");
    assertThat(ofPod(pod)).hasSize(1);
    assertThat(done.request().target()).isEqualTo(target(pod));
  }

  @Test
  void falcosidekicksAlertIsolatesItsPod() throws Exception {
    Pod pod = pod("cart");

    assertThat(post(falco(), SampleAlerts.sidekick(alert(node, pod))).statusCode()).isEqualTo(200);

    awaitIsolated(pod);
  }

  @Test
  void anAlertToTalonsAddressIsolatesItsPod() throws Exception {
    Pod pod = pod("ledger");

    assertThat(post(talon, alert(node, pod)).statusCode()).isEqualTo(200);

    awaitIsolated(pod);
  }

  @Test
  void anAlertInAFileIsolatesItsPod() throws Exception {
    Pod pod = pod("debug-toolbox");

    Files.writeString(
        file, alert(node, pod) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);

    awaitIsolated(pod);
  }

  @Test
  void anAlertOfANodeThatDoesNotRunThePodTouchesNothing() throws Exception {
    Pod pod = pod("redis");

    assertThat(post(falco(), alert("another-node", pod)).body()).contains("\"accepted\":1");
    // what comes later on the same way is decided later
    Pod later = pod("import-catalog");
    post(falco(), alert(node, later));
    await().atMost(PATIENCE).until(() -> !ofPod(later).isEmpty());

    assertThat(ofPod(pod)).isEmpty();
  }

  private static URI falco() {
    return watch.nightjar().controlUrl().resolve("/ingest/falco");
  }

  private static HttpResponse<String> post(URI to, String body) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(to)
            .header("Content-Type", "text/plain; charset=utf-8")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** Its time is the machine's, as that of a real sensor; the engine lives at another. */
  private static String alert(String from, Pod pod) {
    String container = pod.getStatus().getContainerStatuses().getFirst().getContainerID();
    return SampleAlerts.falco(
        from, container.replaceFirst(".*//", "").substring(0, 12), Instant.now().toString());
  }

  private static Pod pod(String workload) {
    return watch.client().pods().inAnyNamespace().list().getItems().stream()
        .filter(pod -> pod.getMetadata().getName().startsWith(workload + "-"))
        .findFirst()
        .orElseThrow();
  }

  private static Target target(Pod pod) {
    return new PodTarget(
        pod.getMetadata().getNamespace(), pod.getMetadata().getName(), pod.getMetadata().getUid());
  }

  private static List<Response> ofPod(Pod pod) {
    return watch.responses().stream()
        .filter(response -> response.request().target().equals(target(pod)))
        .toList();
  }

  private static Response awaitIsolated(Pod pod) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                ofPod(pod).stream()
                    .filter(one -> one.request().actionId().equals("kubernetes:isolate-pod"))
                    .filter(one -> one.state() == ResponseState.SUCCEEDED)
                    .findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }
}
