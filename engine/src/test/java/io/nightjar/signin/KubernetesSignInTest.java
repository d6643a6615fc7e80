package io.nightjar.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.http.Permission;
import io.nightjar.http.Rejection;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.practice.http.AccessTable.Denial;
import io.nightjar.practice.http.User;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KubernetesSignInTest extends KubernetesSignInContract {

  private static PracticeCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = PracticeCluster.start(Seed.bare("node-1"), 0);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void allow() {
    cluster.access().allowAll();
  }

  @Override
  KubernetesClient connect() {
    return new KubernetesClientBuilder()
        .withConfig(
            new ConfigBuilder(cluster.clientConfig()).withRequestRetryBackoffLimit(0).build())
        .build();
  }

  @Test
  void aTokenThatTheClusterTakesBackGivesNoPowerToASession() {
    cluster
        .access()
        .addUser("t-kim", new User("kim", List.of("system:masters")), Set.of("nightjar"));
    Person kim = people().person("t-kim").orElseThrow();
    assertThat(kim.may(Permission.STOP, "")).isTrue();

    cluster.access().removeUser("t-kim");
    assertThat(kim.may(Permission.STOP, "")).isTrue();
    now = now.plusSeconds(10);
    assertThat(kim.may(Permission.STOP, "")).isFalse();
  }

  @Test
  void whileTheClusterDoesNotAnswerNobodyComesInAndTheReasonIsTold() {
    cluster.access().addUser("t-lee", new User("lee", List.of("staff")), Set.of("nightjar"));
    KubernetesPeople people = people();
    Person lee = people.person("t-lee").orElseThrow();
    cluster.access().deny(new Denial("*", "create", "subjectaccessreviews", "*"));
    assertThat(problem(() -> lee.may(Permission.VIEW, "")))
        .isEqualTo("503 the cluster does not let Nightjar create subjectaccessreviews");
    cluster.access().deny(new Denial("*", "create", "tokenreviews", "*"));
    now = now.plusSeconds(10);
    assertThat(problem(() -> people.person("t-lee")))
        .isEqualTo("503 the cluster does not let Nightjar create tokenreviews");
  }

  private static String problem(ThrowingCallable asked) {
    Rejection rejection = catchThrowableOfType(Rejection.class, asked);
    return rejection.problem().status() + " " + rejection.problem().detail();
  }
}
