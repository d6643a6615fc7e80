package io.nightjar.actions.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.NullNode;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.Intents;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a server that answers as the API server and a kubelet behind it do. */
class KubeletCheckpointTest {
  private static final ContainerTarget WEB =
      new ContainerTarget("node-1", "c".repeat(64), "uid-1", "shop", "web-1", "web");
  private static final String POD =
      """
      {"kind":"Pod","apiVersion":"v1","metadata":{"namespace":"shop","name":"web-1","uid":"uid-1"},
       "spec":{"nodeName":"node-1","containers":[{"name":"web","image":"x"}]}}
      """;

  @TempDir Path state;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private int status = 200;
  private String answer =
      "{\"items\":[\"/var/lib/kubelet/checkpoints/checkpoint-web-1_shop-web-2026.tar\"]}";
  private HttpServer server;
  private KubernetesClient client;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean post = exchange.getRequestMethod().equals("POST");
          String path = exchange.getRequestURI().getPath();
          if (post) {
            asked.add(path);
          }
          boolean known = post || path.equals("/api/v1/namespaces/shop/pods/web-1");
          byte[] body = (post ? answer : known ? POD : "{}").getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(post ? status : known ? 200 : 404, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(Config.empty())
                    .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                    .withRequestRetryBackoffLimit(0)
                    .build())
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    server.stop(0);
  }

  private KubeletCheckpoint action() {
    return new KubeletCheckpoint(client, new Intents(state));
  }

  private static ActionRequest request(Target target, boolean dryRun) {
    return new ActionRequest("r-1", KubeletCheckpoint.ID, target, Parameters.NONE, dryRun);
  }

  private static ContainerTarget web(String pod, String uid, String node, String container) {
    return new ContainerTarget(node, "c".repeat(64), uid, "shop", pod, container);
  }

  private static void assertFailed(Outcome outcome, Kind kind, String words) {
    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.kind()).isEqualTo(kind);
              assertThat(failed.cause()).contains(words);
            });
  }

  @Test
  void recordsWhereTheFileIsAndThatItStaysThere() {
    Outcome.Succeeded done = (Outcome.Succeeded) action().execute(request(WEB, false));
    assertThat(asked).containsExactly("/api/v1/nodes/node-1/proxy/checkpoint/shop/web-1/web");
    assertThat(done.changes())
        .singleElement()
        .asString()
        .endsWith(
            "on node node-1: /var/lib/kubelet/checkpoints/checkpoint-web-1_shop-web-2026.tar");
    assertThat(done.beforeState().at("/files/0").asText()).startsWith("/var/lib/kubelet/");
    assertThat(done.warnings()).singleElement().asString().contains("is not hashed here");

    assertThat(action().execute(request(WEB, false))).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(asked).hasSize(1);
    assertThat(action().recover(request(WEB, false))).isPresent();
    assertThat(action().undo(request(WEB, false), NullNode.getInstance()))
        .isInstanceOf(UndoOutcome.Failed.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404 | UNSUPPORTED | feature gate ContainerCheckpoint off",
        "403 | REFUSED | may not ask the kubelet",
        "500 | REFUSED | it needs CRIU",
        "503 | UNAVAILABLE | may have been kept",
      })
  void tellsWhyThereIsNone(int code, Kind kind, String words) {
    status = code;
    answer = "no";
    assertFailed(action().execute(request(WEB, false)), kind, words);
    assertThat(asked).hasSize(1);
    assertThat(action().recover(request(WEB, false))).isEmpty();
  }

  @Test
  void anAnswerWithoutAPathIsNoCheckpoint() {
    answer = "{}";
    assertFailed(action().execute(request(WEB, false)), Kind.REFUSED, "without the path");
    answer = "not json";
    assertFailed(action().execute(request(WEB, false)), Kind.REFUSED, "without the path");
  }

  @Test
  void asksOfNothingButTheContainerThatWasMeant() {
    assertFailed(
        action().execute(request(web("web-1", "another", "node-1", "web"), false)),
        Kind.WRONG_TARGET,
        "another was meant");
    assertThat(action().execute(request(web("gone", "uid-1", "node-1", "web"), false)))
        .isInstanceOf(Outcome.NothingToDo.class);
    assertFailed(
        action().execute(request(web("web-1", "uid-1", "node-2", "web"), false)),
        Kind.UNSUPPORTED,
        "another node");
    assertFailed(
        action().execute(request(web("web-1", "uid-1", "node-1", "side"), false)),
        Kind.UNSUPPORTED,
        "no such container");
    assertFailed(
        action().execute(request(web("web-1/../x", "uid-1", "node-1", "web"), false)),
        Kind.UNSUPPORTED,
        "in no pod");
    assertFailed(
        action().execute(request(new NamespaceTarget("shop", "u"), false)),
        Kind.UNSUPPORTED,
        "acts on a container");
    assertThat(((Outcome.Succeeded) action().execute(request(WEB, true))).changes())
        .allMatch(change -> change.startsWith("dry run: "));
    assertThat(asked).isEmpty();
  }
}
