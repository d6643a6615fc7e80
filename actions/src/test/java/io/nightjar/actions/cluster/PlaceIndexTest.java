package io.nightjar.actions.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaceIndexTest {

  @Test
  void knowsNamespacesAndNodesByTheirPresentUid() throws Exception {
    try (PracticeCluster cluster = PracticeCluster.start(Seed.bare("node-1"), 0);
        PlaceIndex index = PlaceIndex.start(cluster.client())) {
      await().until(() -> index.node("node-1").isPresent());
      assertThat(index.node("node-1").orElseThrow().uid())
          .isEqualTo(cluster.client().nodes().withName("node-1").get().getMetadata().getUid());
      String first = make(cluster).getMetadata().getUid();
      await().until(() -> index.namespace("shop").isPresent());
      assertThat(index.namespace("shop").orElseThrow())
          .satisfies(
              known -> {
                assertThat(known.uid()).isEqualTo(first);
                assertThat(known.labels()).containsEntry("team", "red");
              });
      cluster.client().namespaces().withName("shop").delete();
      await().until(() -> index.namespace("shop").isEmpty());
      String second = make(cluster).getMetadata().getUid();
      await()
          .until(
              () -> index.namespace("shop").map(PlaceLookup.Known::uid).orElse(""), second::equals);
      assertThat(second).isNotEqualTo(first);
    }
  }

  private static Namespace make(PracticeCluster cluster) {
    return cluster
        .client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .withLabels(Map.of("team", "red"))
                .endMetadata()
                .build())
        .create();
  }
}
