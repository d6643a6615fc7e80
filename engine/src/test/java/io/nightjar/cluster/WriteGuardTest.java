package io.nightjar.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.config.ClusterConfig;
import io.nightjar.config.Surroundings;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.store.Leadership;
import io.nightjar.store.LeadershipLost;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteGuardTest {

  private static final Leadership LOST =
      new Leadership() {
        @Override
        public Term term() {
          return Term.NONE;
        }

        @Override
        public boolean fresh() {
          return false;
        }

        @Override
        public void confirm() {
          throw new LeadershipLost("another engine leads");
        }

        @Override
        public boolean isLost() {
          return true;
        }
      };

  @TempDir Path temp;

  @Test
  void anEngineThatWasFollowedReadsAndChangesNothing() throws Exception {
    try (PracticeCluster practice = PracticeCluster.start(Seed.shop("node-1"), 0)) {
      Path kubeconfig = temp.resolve("kubeconfig");
      practice.writeKubeconfig(kubeconfig);
      WriteGuard guard = new WriteGuard();
      try (ClusterConnection connection =
          ClusterConnection.open(
              new ClusterConfig(kubeconfig, null, ClusterConfig.Practice.NEVER),
              Surroundings.ofThisProcess(),
              temp,
              "node-1",
              guard)) {
        KubernetesClient client = connection.client();
        client.configMaps().inNamespace("default").resource(map("before")).create();
        guard.follow(LOST);

        assertThat(client.configMaps().inNamespace("default").withName("before").get()).isNotNull();
        assertThatThrownBy(
                () -> client.configMaps().inNamespace("default").resource(map("after")).create())
            .hasStackTraceContaining("another engine leads");
        assertThatThrownBy(
                () -> client.configMaps().inNamespace("default").withName("before").delete())
            .hasStackTraceContaining("another engine leads");
        assertThat(client.configMaps().inNamespace("default").withName("after").get()).isNull();
        assertThat(client.configMaps().inNamespace("default").withName("before").get()).isNotNull();
      }
    }
  }

  private static ConfigMap map(String name) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().build();
  }
}
