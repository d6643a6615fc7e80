package io.nightjar.respond;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBinding;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBuilder;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.PolicyRuleBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.nightjar.actions.Action;
import io.nightjar.actions.Target;
import io.nightjar.actions.kubernetes.ScaleToZero;
import io.nightjar.chart.Chart;
import io.nightjar.chart.Rendered;
import io.nightjar.cli.CommandOutput;
import io.nightjar.config.Surroundings;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.practice.http.User;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The engine's account with the roles that the chart grants it, on a cluster that holds it to them:
 * they are enough, and where one verb is taken away the response says so, and doctor names it.
 */
class MissingPermissionTest {

  private static final String ENGINE = "nj-nightjar-engine";
  private static final String TOKEN = "engine-token";
  private static final User ACCOUNT =
      new User("system:serviceaccount:" + Chart.NAMESPACE + ":" + ENGINE, List.of());

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private static PracticeCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static KubernetesClient admin;

  @SuppressWarnings("NullAway.Init")
  private static ClusterRole granted;

  @BeforeAll
  static void grant() throws Exception {
    Chart.assumeHelmRunsHere();
    cluster = PracticeCluster.start(Seed.bare("node-1"), 0);
    admin = cluster.client();
    Rendered rendered = Chart.values("playbooks: {only: [hostile-image]}");
    granted = rendered.one(ClusterRole.class, ENGINE);
    admin.resource(granted).create();
    admin.resource(rendered.one(ClusterRoleBinding.class, ENGINE)).create();
    cluster.access().addUser(TOKEN, ACCOUNT);
    cluster.obeyRoles(ACCOUNT);
  }

  @AfterAll
  static void stop() {
    admin.close();
    cluster.close();
  }

  @Test
  void whatTheChartGrantsIsEnoughAndOneVerbLessIsToldByResponseAndDoctor() throws Exception {
    assertThat(response("enough").state()).isEqualTo(ResponseState.SUCCEEDED);
    assertThat(doctor()).contains("ok       permissions").doesNotContain("missing  permissions");

    change(verbs -> without(verbs, "patch"));
    try {
      Response failed = response("less");
      assertThat(failed.state()).isEqualTo(ResponseState.FAILED);
      assertThat(String.valueOf(failed.outcome()))
          .contains("may not", "patch", "deployments", ACCOUNT.name());
      assertThat(doctor())
          .contains(
              "missing  permissions",
              "not allowed: patch deployments.apps (kubernetes:scale-to-zero of hostile-image)",
              "./nightjar playbook rbac | kubectl apply -f -");
    } finally {
      change(UnaryOperator.identity());
    }
  }

  private static List<String> without(List<String> verbs, String verb) {
    return verbs.stream().filter(each -> !each.equals(verb)).toList();
  }

  /** The role with other verbs on Deployments. */
  private static void change(UnaryOperator<List<String>> verbs) {
    List<PolicyRule> rules = new ArrayList<>();
    for (PolicyRule rule : granted.getRules()) {
      for (String resource : rule.getResources()) {
        rules.add(
            new PolicyRuleBuilder(rule)
                .withResources(resource)
                .withVerbs(
                    resource.equals("deployments") ? verbs.apply(rule.getVerbs()) : rule.getVerbs())
                .build());
      }
    }
    ClusterRole now = admin.rbac().clusterRoles().withName(ENGINE).get();
    admin.resource(new ClusterRoleBuilder(now).withRules(rules).build()).update();
  }

  /** Scales a fresh workload to zero, in the engine's name. */
  private Response response(String namespace) throws Exception {
    try (KubernetesClient engine =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(cluster.clientConfig()).withOauthToken(TOKEN).build())
            .build()) {
      admin
          .namespaces()
          .resource(
              new io.fabric8.kubernetes.api.model.NamespaceBuilder()
                  .withNewMetadata()
                  .withName(namespace)
                  .endMetadata()
                  .build())
          .create();
      ActionScenario scenario = ActionScenario.ALL.get(ScaleToZero.ID);
      Target target =
          java.util.Objects.requireNonNull(scenario)
              .plant()
              .in(new ActionScenario.Place(admin, namespace));
      Action action = new ScaleToZero(engine);
      try (Desk desk = Desk.open(folder.resolve(namespace), action)) {
        desk.desk.request(Requests.of("r-1", "hostile-image", ScaleToZero.ID, target, null, null));
        org.awaitility.Awaitility.await()
            .until(
                () ->
                    List.of(ResponseState.SUCCEEDED, ResponseState.FAILED)
                        .contains(desk.now("r-1").state()));
        return desk.now("r-1");
      }
    }
  }

  private String doctor() throws Exception {
    Path kubeconfig =
        Files.writeString(
            folder.resolve("kubeconfig"),
            cluster.kubeconfig().replaceAll("(?m)(token:\\s*).*$", "$1" + TOKEN));
    Files.writeString(
        folder.resolve("nightjar.yaml"),
        "playbooks: {folder: %s, only: [hostile-image]}\n"
            .formatted(Path.of("../playbooks").toAbsolutePath().normalize()));
    return CommandOutput.of(
        new Surroundings(
            Map.of(),
            folder,
            folder,
            folder.resolve("nightjar.yaml"),
            false,
            "node-1",
            ZoneId.of("UTC")),
        "doctor",
        "--only",
        "cluster",
        "--kubeconfig",
        kubeconfig.toString());
  }
}
