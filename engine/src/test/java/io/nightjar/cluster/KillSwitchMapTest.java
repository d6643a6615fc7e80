package io.nightjar.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.AuditRecords;
import io.nightjar.gate.KillSwitch;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.store.TestState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KillSwitchMapTest {

  private static final String PATH = "shop/nightjar-kill-switch";
  private static final String BY = "the kill switch is engaged by ConfigMap " + PATH;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  private static ConfigMap map(Map<String, String> data) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("nightjar-kill-switch")
        .endMetadata()
        .withData(data)
        .build();
  }

  private static List<String> kinds(TestState state) {
    List<AuditRecord> leaves = state.database().read(c -> AuditRecords.last(c, 9));
    return leaves.stream().map(AuditRecord::kind).toList();
  }

  private static void becomes(KillSwitch killSwitch, String why) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(String.valueOf(killSwitch.engaged())).isEqualTo(why));
  }

  @Test
  void actingStopsWhileTheConfigMapIsThereAndDoesNotSayFalse() throws Exception {
    try (TestState state = TestState.open(folder);
        PracticeCluster cluster = PracticeCluster.start(Seed.shop("node-1"), 0);
        KubernetesClient client = cluster.client()) {
      KillSwitch killSwitch =
          new KillSwitch(
              state.path(), false, state.database(), () -> Instant.parse("2026-11-20T03:00:00Z"));
      try (KillSwitchMap watched =
          KillSwitchMap.start(client, PATH, why -> killSwitch.cluster("ConfigMap " + PATH, why))) {
        assertThat(watched.awaitReady(PATIENCE)).isTrue();
        assertThat(killSwitch.engaged()).isNull();

        client.resource(map(Map.of("reason", "isolates\nthe wrong pods"))).create();
        becomes(killSwitch, BY + ": isolates\\u000athe wrong pods");
        client.resource(map(Map.of("engaged", "False"))).update();
        becomes(killSwitch, "null");
        client.resource(map(Map.of("engaged", "flase"))).update();
        becomes(killSwitch, BY);
        client.resource(map(Map.of())).delete();
        becomes(killSwitch, "null");
      }
      List<String> recorded =
          List.of(
              "killswitch.engaged",
              "killswitch.released",
              "killswitch.engaged",
              "killswitch.released");
      await().atMost(PATIENCE).until(() -> kinds(state), recorded::equals);
    }
  }

  @Test
  void oneThatWasThereBeforeTheStartStopsFromTheBeginning() throws Exception {
    try (TestState state = TestState.open(folder);
        PracticeCluster cluster = PracticeCluster.start(Seed.shop("node-1"), 0);
        KubernetesClient client = cluster.client()) {
      client.resource(map(Map.of())).create();
      KillSwitch killSwitch = new KillSwitch(state.path(), false, state.database(), Instant::now);
      try (KillSwitchMap watched =
          KillSwitchMap.start(client, PATH, why -> killSwitch.cluster("ConfigMap " + PATH, why))) {
        assertThat(watched.awaitReady(PATIENCE)).isTrue();
        becomes(killSwitch, BY);
        assertThat(killSwitch.release("person:anna", "by hand")).isFalse();
      }
    }
  }
}
