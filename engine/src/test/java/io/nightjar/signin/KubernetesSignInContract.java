package io.nightjar.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.cluster.IdentityReviews;
import io.nightjar.http.Permission;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A cluster's own tokens and roles decide, in the practice cluster as in a real one. */
abstract class KubernetesSignInContract {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  KubernetesClient client;
  Instant now = Instant.parse("2026-11-20T02:00:00Z");
  private String namespace = "";

  abstract KubernetesClient connect() throws Exception;

  @BeforeEach
  void makeNamespace() throws Exception {
    client = connect();
    namespace = "nightjar-it-" + UUID.randomUUID().toString().substring(0, 8);
    client
        .resource(
            new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build())
        .create();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                client.serviceAccounts().inNamespace(namespace).withName("default").get() != null);
  }

  @AfterEach
  void removeNamespace() {
    client.namespaces().withName(namespace).delete();
    client.close();
  }

  KubernetesPeople people() {
    return new KubernetesPeople(new IdentityReviews(client, "nightjar"), () -> now);
  }

  String token(String... audiences) {
    return client
        .serviceAccounts()
        .inNamespace(namespace)
        .withName("default")
        .tokenRequest(
            new TokenRequestBuilder()
                .withNewSpec()
                .withAudiences(audiences)
                .withExpirationSeconds(600L)
                .endSpec()
                .build())
        .getStatus()
        .getToken();
  }

  void grantApproving() {
    client
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withName("approver")
                .withNamespace(namespace)
                .endMetadata()
                .addNewRule()
                .withApiGroups(Permission.GROUP)
                .withResources("responses/approve")
                .withVerbs("create")
                .endRule()
                .build())
        .create();
    client
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withName("approver")
                .withNamespace(namespace)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", "approver")
                .addNewSubject("", "ServiceAccount", "default", namespace)
                .build())
        .create();
  }

  @Test
  void rolesOfTheClusterDecideAndTheirChangeBitesWithinSeconds() {
    Person robot = people().person(token("nightjar")).orElseThrow();
    assertThat(robot.name()).isEqualTo("system:serviceaccount:" + namespace + ":default");
    assertThat(robot.groups()).contains("system:serviceaccounts:" + namespace);
    assertThat(robot.may(Permission.ANSWER, namespace)).isFalse();

    grantApproving();
    // what was said holds for ten seconds of the clock
    assertThat(robot.may(Permission.ANSWER, namespace)).isFalse();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              now = now.plusSeconds(10);
              return robot.may(Permission.ANSWER, namespace);
            });
    assertThat(robot.may(Permission.ANSWER, "default")).isFalse();
    assertThat(robot.may(Permission.ANSWER, "")).isFalse();
    assertThat(robot.may(Permission.UNDO, namespace)).isFalse();
    assertThat(robot.may(Permission.AUTHOR, "")).isFalse();
  }

  @Test
  void aTokenForAnotherAudienceOrOfNobodyLetsNobodyIn() {
    KubernetesPeople people = people();
    assertThat(people.person(token("elsewhere"))).isEmpty();
    assertThat(people.person(token())).isEmpty();
    assertThat(people.person("no.such.token")).isEmpty();
    assertThat(people.person("")).isEmpty();
  }
}
