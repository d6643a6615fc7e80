package io.nightjar.practice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nightjar.practice.http.AccessTable.Denial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** People look at the practice cluster with the kubectl that they know. */
@Timeout(240)
@EnabledIf(value = "kubectlIsInstalled", disabledReason = "there is no kubectl on the PATH")
class KubectlIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path directory;
  private PracticeCluster cluster;
  private Kubectl kubectl;

  static boolean kubectlIsInstalled() {
    return Kubectl.isInstalled();
  }

  @BeforeEach
  void start() throws IOException {
    cluster = PracticeCluster.start(Seed.shop("node-1"), 0);
    kubectl = new Kubectl(directory, cluster);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void getShowsTablesYamlAndJsonPath() {
    assertThat(kubectl.run("get", "pods", "-A"))
        .startsWith("NAMESPACE")
        .containsPattern("shop +checkout-\\S+ +1/1 +Running +0 ")
        .containsPattern("shop +cart-\\S+ +2/2 +Running")
        .containsPattern("payments +ledger-");
    assertThat(kubectl.run("get", "pods", "-n", "shop", "-o", "wide"))
        .contains("NODE")
        .contains("node-1");
    assertThat(kubectl.run("get", "deploy,sts,ds,svc,netpol,pdb", "-A"))
        .containsPattern("deployment.apps/checkout +3/3 +3 +3")
        .containsPattern("networkpolicy.networking.k8s.io/shop-internal +part-of=shop +Ingress");
    assertThat(kubectl.run("get", "deploy", "checkout", "-n", "shop", "-o", "yaml"))
        .contains("image: registry.example/shop/checkout:1.4.2")
        .contains("kind: Deployment");
    assertThat(
            kubectl.run(
                "get",
                "pods",
                "-n",
                "shop",
                "-l",
                "app=redis",
                "-o",
                "jsonpath={.items[*].metadata.name}"))
        .isEqualTo("redis-0 redis-1");
    assertThat(kubectl.run("get", "all", "-n", "ops")).contains("deployment.apps/debug-toolbox");
  }

  @Test
  void describeTellsOwnerContainersAndNode() {
    String pod = onePod("app=cart");

    assertThat(kubectl.run("describe", "pod", pod, "-n", "shop"))
        .containsPattern("Controlled By: +ReplicaSet/cart-")
        .containsPattern("Container ID: +containerd://[0-9a-f]{64}")
        .containsPattern("Node: +node-1/127.0.0.1")
        .contains("Init Containers:");
    assertThat(kubectl.run("describe", "netpol", "shop-internal", "-n", "shop"))
        .contains("PodSelector:     part-of=shop");
    assertThat(kubectl.run("describe", "svc", "cart", "-n", "shop")).contains("10.244.0.");
    assertThat(kubectl.run("describe", "deploy", "checkout", "-n", "shop"))
        .contains("MinimumReplicasAvailable");
  }

  @Test
  void patchKnowsAllThreeKinds() {
    kubectl.run(
        "patch",
        "deploy",
        "cart",
        "-n",
        "shop",
        "--type",
        "merge",
        "-p",
        "{\"metadata\":{\"labels\":{\"seen\":\"yes\"}}}");
    kubectl.run(
        "patch",
        "deploy",
        "cart",
        "-n",
        "shop",
        "--type",
        "json",
        "-p",
        "[{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":2},"
            + "{\"op\":\"replace\",\"path\":\"/spec/replicas\",\"value\":1}]");
    kubectl.run(
        "patch",
        "deploy",
        "cart",
        "-n",
        "shop",
        "--type",
        "strategic",
        "-p",
        "{\"spec\":{\"template\":{\"spec\":{\"containers\":["
            + "{\"name\":\"cache\",\"image\":\"registry.example/base/memcached:2\"}]}}}}");

    assertThat(
            kubectl.run(
                "get",
                "deploy",
                "cart",
                "-n",
                "shop",
                "-o",
                "jsonpath={.metadata.labels.seen} {.spec.replicas}"
                    + " {.spec.template.spec.containers[*].image}"))
        .isEqualTo("yes 1 registry.example/shop/cart:2.0.7 registry.example/base/memcached:2");
    Kubectl.Result refused =
        kubectl.tryRun(
            "patch",
            "deploy",
            "cart",
            "-n",
            "shop",
            "--type",
            "json",
            "-p",
            "[{\"op\":\"test\",\"path\":\"/spec/replicas\",\"value\":7}]");
    assertThat(refused.code()).isNotZero();
  }

  @Test
  void labelTakesAPodOutOfItsWorkload() {
    String pod = onePod("app=cart");

    kubectl.run("label", "pod", pod, "-n", "shop", "app-", "quarantine=yes");
    kubectl.run("annotate", "pod", pod, "-n", "shop", "why=test");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        kubectl.run(
                            "get",
                            "pod",
                            pod,
                            "-n",
                            "shop",
                            "-o",
                            "jsonpath={.metadata.labels.quarantine}"
                                + " {.metadata.annotations.why}{.metadata.ownerReferences}"))
                    .isEqualTo("yes test"));
    assertThat(kubectl.run("get", "pods", "-n", "shop", "-l", "app=cart", "-o", "name").lines())
        .hasSize(2)
        .doesNotContain("pod/" + pod);
  }

  @Test
  void scaleRolloutAndSetImageWork() {
    assertThat(kubectl.run("scale", "deploy", "checkout", "-n", "shop", "--replicas=4"))
        .contains("scaled");
    kubectl.run("rollout", "status", "deploy/checkout", "-n", "shop", "--timeout=20s");
    assertThat(kubectl.run("rollout", "history", "deploy/checkout", "-n", "shop"))
        .containsPattern("1 +release 1.4.1")
        .containsPattern("2 +release 1.4.2");
    kubectl.run("rollout", "undo", "deploy/checkout", "-n", "shop");
    kubectl.run("rollout", "status", "deploy/checkout", "-n", "shop", "--timeout=20s");
    assertThat(
            kubectl.run(
                "get",
                "deploy",
                "checkout",
                "-n",
                "shop",
                "-o",
                "jsonpath={.spec.template.spec.containers[0].image} {.status.readyReplicas}"))
        .isEqualTo("registry.example/shop/checkout:1.4.1 4");
    kubectl.run("set", "image", "sts/redis", "-n", "shop", "redis=registry.example/redis:8");
    kubectl.run("rollout", "status", "sts/redis", "-n", "shop", "--timeout=20s");
  }

  @Test
  void deleteWaitsUntilItIsGone() {
    String pod = onePod("app=checkout");

    kubectl.run("delete", "pod", pod, "-n", "shop", "--timeout=20s");
    assertThat(kubectl.tryRun("get", "pod", pod, "-n", "shop").err()).contains("NotFound");

    kubectl.run("delete", "ns", "payments", "--timeout=20s");
    assertThat(kubectl.run("get", "ns", "-o", "name")).doesNotContain("payments");
    assertThat(kubectl.run("get", "pods", "-A")).doesNotContain("ledger");
  }

  @Test
  void applyCreatesAndChanges() throws IOException {
    Path file = directory.resolve("web.yaml");
    String yaml =
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop}
        spec:
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: web
                image: "registry.example/web:1"
                env: [{name: A, value: "1"}, {name: B, value: "2"}]
        """;
    Files.writeString(file, yaml);
    assertThat(kubectl.run("apply", "-f", file.toString())).contains("created");
    assertThat(kubectl.run("apply", "-f", file.toString())).contains("unchanged");

    Files.writeString(
        file, yaml.replace("web:1", "web:2").replace("{name: A, value: \"1\"}, ", ""));
    assertThat(kubectl.run("apply", "--dry-run=server", "-f", file.toString()))
        .contains("configured (server dry run)");
    assertThat(kubectl.run("apply", "-f", file.toString())).contains("configured");
    assertThat(
            kubectl.run(
                "get",
                "deploy",
                "web",
                "-n",
                "shop",
                "-o",
                "jsonpath={.spec.template.spec.containers[0].image}"
                    + " {.spec.template.spec.containers[0].env[*].name}"))
        .isEqualTo("registry.example/web:2 B");
    assertThat(kubectl.run("apply", "--server-side", "--force-conflicts", "-f", file.toString()))
        .contains("serverside-applied");
    assertThat(kubectl.run("delete", "-f", file.toString())).contains("deleted");
  }

  @Test
  void authTellsWhatIsAllowed() {
    assertThat(kubectl.run("auth", "can-i", "patch", "pods", "-n", "shop")).startsWith("yes");
    assertThat(kubectl.run("auth", "whoami")).contains("practice-admin");

    cluster.access().deny(new Denial("*", "patch", "pods", "shop"));

    assertThat(kubectl.tryRun("auth", "can-i", "patch", "pods", "-n", "shop").out())
        .startsWith("no");
    Kubectl.Result refused =
        kubectl.tryRun("label", "pod", onePod("app=cart"), "-n", "shop", "a=b");
    assertThat(refused.err()).contains("Forbidden");
    assertThat(kubectl.run("auth", "can-i", "patch", "pods", "-n", "ops")).startsWith("yes");
  }

  @Test
  void drainEvictsWithinTheBudgets() {
    Kubectl.Result result =
        kubectl.tryRun(
            "drain",
            "node-1",
            "--ignore-daemonsets",
            "--delete-emptydir-data",
            "--force",
            "--timeout=3s");

    // with one node the replacements stay pending, so the budgets stop the drain on its way
    assertThat(result.err()).contains("disruption budget");
    assertThat(kubectl.run("get", "nodes")).contains("SchedulingDisabled");
    assertThat(
            kubectl
                .run(
                    "get",
                    "pods",
                    "-n",
                    "shop",
                    "-l",
                    "app=checkout",
                    "--field-selector=status.phase=Running",
                    "-o",
                    "name")
                .lines())
        .hasSize(2);
  }

  @Test
  void createAndLogsAnswerWhatTheyCan() {
    assertThat(kubectl.run("create", "ns", "fresh")).contains("created");
    assertThat(kubectl.run("create", "configmap", "x", "-n", "fresh", "--from-literal=a=b"))
        .contains("created");
    assertThat(kubectl.run("get", "cm", "x", "-n", "fresh", "-o", "jsonpath={.data.a}"))
        .isEqualTo("b");
    assertThat(kubectl.tryRun("logs", "-n", "shop", onePod("app=checkout")).err())
        .contains("no logs");
    assertThat(kubectl.tryRun("get", "pods", "--token=wrong").err()).contains("Unauthorized");
    assertThat(kubectl.run("version")).contains("nightjar-practice");
    assertThat(kubectl.run("api-resources")).contains("networkpolicies");
  }

  private String onePod(String label) {
    return kubectl.run(
        "get", "pods", "-n", "shop", "-l", label, "-o", "jsonpath={.items[0].metadata.name}");
  }
}
