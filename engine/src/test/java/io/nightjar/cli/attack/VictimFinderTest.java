package io.nightjar.cli.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.cli.UsageFailure;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VictimFinderTest {

  private static final String ID = "c0ffee".repeat(10) + "abcd";

  private PracticeCluster cluster;
  private KubernetesClient client;
  private VictimFinder finder;

  @BeforeAll
  void startCluster() throws Exception {
    cluster = PracticeCluster.start(Seed.shop("node-1"), 0);
    client = cluster.client();
    finder = new VictimFinder(client);
    Awaitility.await()
        .ignoreExceptions()
        .until(() -> finder.workload("shop", "checkout").containerId().length() == 64);
  }

  @AfterAll
  void stopCluster() {
    client.close();
    cluster.close();
  }

  @Test
  void acceptsThePracticeCluster() throws Exception {
    finder.requirePractice();
  }

  @Test
  void refusesARealCluster() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/version",
        exchange -> {
          byte[] body =
              "{\"major\":\"1\",\"minor\":\"36\",\"gitVersion\":\"v1.36.0\"}"
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
    server.start();
    try (KubernetesClient real = client(server.getAddress().getPort())) {
      assertThatThrownBy(() -> new VictimFinder(real).requirePractice())
          .isInstanceOf(UsageFailure.class)
          .hasMessageContaining("is a real one (version v1.36.0)");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void saysThatNobodyAnswers() {
    try (KubernetesClient nobody = client(1)) {
      assertThatThrownBy(() -> new VictimFinder(nobody).requirePractice())
          .isInstanceOf(UsageFailure.class)
          .hasMessageContaining("does not answer");
    }
  }

  @Test
  void takesARunningPodOutsideQuarantine() throws Exception {
    Victim first = finder.workload("shop", "checkout");
    assertThat(first.pod()).startsWith("checkout-");
    assertThat(first.container()).isEqualTo("checkout");
    assertThat(first.cgroup())
        .isEqualTo("/kubepods/besteffort/pod" + first.podUid() + "/" + first.containerId());

    client
        .pods()
        .inNamespace("shop")
        .withName(first.pod())
        .edit(
            pod ->
                new PodBuilder(pod)
                    .editMetadata()
                    .addToLabels("nightjar.io/quarantine", "q1")
                    .endMetadata()
                    .build());

    assertThat(finder.workload("shop", "checkout").podUid()).isNotEqualTo(first.podUid());
    assertThatThrownBy(() -> finder.pod("shop", first.pod()))
        .hasMessageContaining("is in quarantine");
  }

  @Test
  void takesThePodThatIsNamed() throws Exception {
    String name =
        client.pods().inNamespace("shop").withLabel("app", "redis").list().getItems().stream()
            .map(pod -> pod.getMetadata().getName())
            .findFirst()
            .orElseThrow();

    assertThat(finder.pod("shop", name).container()).isEqualTo("redis");
    assertThat(finder.workload("shop", "redis").pod()).startsWith("redis-");
    assertThatThrownBy(() -> finder.pod("shop", "nobody")).hasMessageContaining("there is no pod");
  }

  @Test
  void saysWhenAWorkloadHasNone() {
    assertThatThrownBy(() -> finder.workload("shop", "nothing"))
        .isInstanceOf(UsageFailure.class)
        .hasMessageContaining("no pod of shop/nothing runs outside quarantine");
  }

  @Test
  void neverMakesAPathOfAnIdThatIsNone() {
    assertThatThrownBy(() -> new Victim("shop", "p", "../../../etc", "c", ID))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new Victim("shop", "p", "5c8b0a3c-0000-4000-8000-000000000000", "c", "../x"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static KubernetesClient client(int port) {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder()
                .withMasterUrl("http://127.0.0.1:" + port)
                .withRequestRetryBackoffLimit(0)
                .build())
        .build();
  }
}
