package io.nightjar.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ResumedClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void everythingIsAsItWasAfterAKillAndLivesOn() throws IOException {
    Path file = directory.resolve("cluster.jsonl");
    Map<String, String> before = live(file, ResumedClusterTest::isolateAPodAndDropANamespace);
    // as a kill in the middle of a write leaves it
    Files.writeString(file, "{\"revision\":999999,\"chan", StandardOpenOption.APPEND);

    Map<String, String> after =
        live(
            file,
            client -> {
              assertThat(pods(client, "quarantine")).hasSize(1);
              assertThat(client.namespaces().withName("payments").get()).isNull();
              client.apps().deployments().inNamespace("shop").withName("cart").scale(3);
              await().atMost(PATIENCE).until(() -> pods(client, "app=cart").size() == 3);
            });

    assertThat(after).containsAllEntriesOf(before).hasSize(before.size() + 1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  private static void isolateAPodAndDropANamespace(KubernetesClient client) {
    client
        .resource(pods(client, "app=cart").getFirst())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            "{\"metadata\":{\"labels\":{\"app\":null,\"quarantine\":\"yes\"}}}");
    client.namespaces().withName("payments").delete();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                client.namespaces().withName("payments").get() == null
                    && pods(client, "app=cart").size() == 2);
  }

  @Test
  void revisionsGoOnWhereTheyEnded() throws IOException {
    Path file = directory.resolve("cluster.jsonl");
    long[] versions = new long[2];
    live(file, client -> versions[0] = version(client));
    live(file, client -> versions[1] = version(client));

    assertThat(versions[1]).isGreaterThanOrEqualTo(versions[0]).isGreaterThan(10);
  }

  @Test
  void aStartThatWasKilledBeforeTheSeedStoodBeginsAgain() throws IOException {
    Path file = directory.resolve("cluster.jsonl");
    Files.writeString(directory.resolve("cluster.jsonl.tmp"), "half a seed");

    assertThat(live(file, client -> {})).isNotEmpty();
    assertThat(directory.resolve("cluster.jsonl.tmp")).doesNotExist();
  }

  private static long version(KubernetesClient client) {
    return Long.parseLong(client.pods().inAnyNamespace().list().getMetadata().getResourceVersion());
  }

  private static List<Pod> pods(KubernetesClient client, String label) {
    return client.pods().inNamespace("shop").withLabelSelector(label).list().getItems();
  }

  /** Runs one life of the cluster; returns the pods' names and UIDs at its end. */
  private static Map<String, String> live(Path file, Consumer<KubernetesClient> use)
      throws IOException {
    try (PracticeCluster cluster = PracticeCluster.resume(file, Seed.shop("node-1"), 0);
        KubernetesClient client = cluster.client()) {
      use.accept(client);
      return client.pods().inAnyNamespace().list().getItems().stream()
          .collect(
              Collectors.toMap(
                  pod -> pod.getMetadata().getName(), pod -> pod.getMetadata().getUid()));
    }
  }
}
