package io.nightjar.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.alert.TestKeys;
import io.nightjar.cluster.IdentityReviews;
import io.nightjar.fleet.wire.Wire;
import io.nightjar.http.Incoming;
import io.nightjar.http.Permission;
import io.nightjar.http.Rejection;
import io.nightjar.ingest.FakeIncoming;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.practice.http.User;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentDoorTest {

  private static final String ACCOUNT = "system:serviceaccount:nightjar:nightjar-agent";
  private static final String EXTRA = "authentication.kubernetes.io/";

  /** The one pod that is known: of a cluster that tells no node in its reviews. */
  private static final PodLookup PODS =
      new PodLookup() {
        @Override
        public Optional<PodInfo> byUid(String uid) {
          return uid.equals("uid-1")
              ? Optional.of(
                  new PodInfo(
                      new PodTarget("nightjar", "agent-1", "uid-1"),
                      "node-of-its-pod",
                      Map.of(),
                      null,
                      PodInfo.Phase.READY,
                      false,
                      List.of()))
              : Optional.empty();
        }

        @Override
        public Optional<PodInfo> byContainerId(String id) {
          return Optional.empty();
        }

        @Override
        public List<PodInfo> ofWorkload(String uid) {
          return List.of();
        }
      };

  @SuppressWarnings("NullAway.Init")
  private static PracticeCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static KubernetesClient client;

  private Instant now = Instant.parse("2026-11-20T03:00:00Z");
  private final AgentDoor door =
      new AgentDoor(
          new AgentTokens(
              new IdentityReviews(client, Wire.AUDIENCE), Set.of(ACCOUNT), PODS, () -> now),
          () -> now);

  @BeforeAll
  static void start() throws IOException {
    cluster = PracticeCluster.start(Seed.bare("node-1"), 0);
    client =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(cluster.clientConfig()).withRequestRetryBackoffLimit(0).build())
            .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    cluster.close();
  }

  private static void known(String token, String name, Map<String, String> extra) {
    cluster.access().addUser(token, new User(name, List.of(), extra), Set.of(Wire.AUDIENCE));
  }

  private static FakeIncoming request() {
    return new FakeIncoming("/agent/v1/hello", "192.0.2.7");
  }

  private static FakeIncoming bearing(String token) {
    return request().with("Authorization", "Bearer " + token);
  }

  private String node(Incoming incoming) {
    return door.let(incoming) instanceof AgentCaller agent ? agent.node() : "";
  }

  private String refused(Incoming incoming) {
    Rejection rejection = catchThrowableOfType(Rejection.class, () -> door.let(incoming));
    return rejection.problem().status() + " " + rejection.problem().detail();
  }

  @Test
  void theNodeIsTheOneThatTheClusterNamesOrThatOfThePodThatItNames() {
    known("t-new", ACCOUNT, Map.of(EXTRA + "node-name", "node-7"));
    assertThat(node(bearing("t-new"))).isEqualTo("node-7");
    known("t-old", ACCOUNT, Map.of(EXTRA + "pod-name", "agent-1", EXTRA + "pod-uid", "uid-1"));
    assertThat(node(bearing("t-old"))).isEqualTo("node-of-its-pod");
    known("t-other", ACCOUNT, Map.of(EXTRA + "pod-name", "agent-2", EXTRA + "pod-uid", "uid-1"));
    assertThat(refused(bearing("t-other")))
        .isEqualTo("403 the token is bound to no pod whose node" + " is known");
    known("t-free", ACCOUNT, Map.of());
    assertThat(refused(bearing("t-free"))).startsWith("403 the token is bound to no pod");
    known("t-odd", ACCOUNT, Map.of(EXTRA + "node-name", "../node"));
    assertThat(refused(bearing("t-odd"))).isEqualTo("403 that is no name of a node");
  }

  @Test
  void othersStayOutsideAndAgentsMayNothingThatPeopleMay() {
    known("t-else", "system:serviceaccount:shop:cart", Map.of(EXTRA + "node-name", "node-7"));
    assertThat(refused(bearing("t-else"))).contains("none of agents.serviceAccounts");
    assertThat(refused(bearing("nobody's"))).startsWith("401");
    assertThat(refused(request())).startsWith("401");
    known("t-agent", ACCOUNT, Map.of(EXTRA + "node-name", "node-7"));
    assertThat(refused(bearing("t-agent").with("Origin", "https://evil.example")))
        .startsWith("403");
    for (Permission permission : Permission.values()) {
      assertThat(door.let(bearing("t-agent")).may(permission, "")).isFalse();
    }
  }

  @Test
  void aTokenThatTheClusterTakesBackIsGoodForSecondsOnly() {
    known("t-gone", ACCOUNT, Map.of(EXTRA + "node-name", "node-7"));
    assertThat(node(bearing("t-gone"))).isEqualTo("node-7");
    cluster.access().removeUser("t-gone");
    assertThat(node(bearing("t-gone"))).as("believed for a while").isEqualTo("node-7");
    now = now.plusSeconds(10);
    assertThat(refused(bearing("t-gone"))).startsWith("401");
  }

  @Test
  void oneNodeThatAsksTooOftenWaitsAndNoOther() {
    known("t-loud", ACCOUNT, Map.of(EXTRA + "node-name", "loud"));
    known("t-calm", ACCOUNT, Map.of(EXTRA + "node-name", "calm"));
    for (int i = 0; i < 400; i++) {
      assertThat(node(bearing("t-loud"))).isEqualTo("loud");
    }
    assertThat(refused(bearing("t-loud"))).startsWith("429");
    assertThat(node(bearing("t-calm"))).isEqualTo("calm");
    now = now.plusSeconds(1);
    assertThat(node(bearing("t-loud"))).isEqualTo("loud");
  }

  @Test
  void aCertificateIsOfTheOneNodeThatItNames(@TempDir Path temp) throws Exception {
    assertThat(node(request().with(certificate(temp, "dns:node-9")))).isEqualTo("node-9");
    assertThat(node(request().with(certificate(temp, "ip:192.0.2.7"))))
        .as("its common name, where it has no other")
        .isEqualTo("test");
    assertThat(refused(request().with(certificate(temp, "dns:node-9,dns:node-8"))))
        .startsWith("401");
    known("t-seven", ACCOUNT, Map.of(EXTRA + "node-name", "node-7"));
    assertThat(refused(bearing("t-seven").with(certificate(temp, "dns:node-9"))))
        .isEqualTo("403 certificate and token are those of two nodes");
  }

  private static X509Certificate certificate(Path temp, String names) throws Exception {
    return (X509Certificate) TestKeys.make(temp, "EC", names).certificate();
  }
}
