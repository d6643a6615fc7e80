package io.nightjar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.nightjar.actions.PodTarget;
import io.nightjar.http.ControlClient;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole path at night: a real process in a real container makes a real system call, and a pod
 * is contained for it. Needs root, BTF, the built driver and runc.
 */
class NightWatchIT {

  private static final String QUARANTINE = "nightjar.io/quarantine";

  @TempDir static Path state;
  private static Watch watch;

  @BeforeAll
  static void start() throws Exception {
    Watch.requireKernelAndContainers();
    watch = Watch.at(Watch.NIGHT, state, null);
  }

  @AfterAll
  static void stop() {
    if (watch != null) {
      watch.close();
    }
  }

  @Test
  void aTerminalShellIsolatesItsPodAndUndoRestoresIt() {
    Map<String, Map<String, String>> before = labelsOf("shop");
    String told = watch.attack("shell-in-container", "--workload", "shop/checkout");

    Response done = watch.awaitResponse("kubernetes:isolate-pod", ResponseState.SUCCEEDED);
    PodTarget target = (PodTarget) done.request().target();
    Pod pod = watch.pod(target.namespace(), target.name());
    String quarantine = pod.getMetadata().getLabels().getOrDefault(QUARANTINE, "");

    assertThat(told).contains("Terminal shell in container").contains(done.id().substring(0, 10));
    assertThat(done.latencyMillis()).isNotNull().isBetween(1L, 10_000L);
    assertThat(pod.getMetadata().getUid()).isEqualTo(target.uid());
    assertThat(pod.getMetadata().getLabels()).doesNotContainKeys("app", "pod-template-hash");
    NetworkPolicy policy = policySelecting(quarantine);
    assertThat(policy.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
    assertThat(policy.getSpec().getIngress()).isNullOrEmpty();
    assertThat(policy.getSpec().getEgress()).isNullOrEmpty();

    watch.nightjar().desk().undo(done.id(), "tester", "it was me");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                watch.nightjar().desk().find(done.id()).orElseThrow().state()
                    == ResponseState.UNDONE);
    Pod restored = watch.client().pods().inNamespace("shop").withName(target.name()).get();
    // its ReplicaSet may have had one too many by then and taken either
    if (restored != null) {
      assertThat(restored.getMetadata().getLabels()).isEqualTo(before.get(target.name()));
    }
    assertThat(
            watch.client().network().v1().networkPolicies().inNamespace("shop").list().getItems())
        .noneMatch(left -> left.getMetadata().getName().equals(policy.getMetadata().getName()));
  }

  @Test
  void aMinerAndItsChildrenAreKilled() {
    String told = watch.attack("miner", "--workload", "shop/cart");

    Response done = watch.awaitResponse("process:kill", ResponseState.SUCCEEDED);
    assertThat(done.request().target().namespace()).isEqualTo("shop");
    assertThat(told).contains("signal 9 (killed)").doesNotContain("nobody ended it");
  }

  @Test
  void aProtectedNamespaceIsNeverTouchedAndTheRefusalIsInTheTrail() throws Exception {
    Map<String, Map<String, String>> before = labelsOf("kube-system");
    watch.attack("shell-in-container", "--workload", "kube-system/coredns");

    Response denied = watch.awaitResponse("kubernetes:isolate-pod", ResponseState.DENIED);

    assertThat(denied.request().target().namespace()).isEqualTo("kube-system");
    assertThat(denied.reason()).contains("kube-system");
    assertThat(labelsOf("kube-system")).isEqualTo(before);
    assertThat(watch.nightjar().desk().history(denied.id()))
        .anySatisfy(
            leaf -> assertThat(leaf.toString()).contains("kube-system").contains("protected"));
    try (ControlClient control = ControlClient.open(watch.state())) {
      assertThat(control.verifyAudit().problems()).isEmpty();
      assertThat(control.verifyAudit().intact()).isTrue();
    }
  }

  @Test
  void whatWasWrittenStaysWritableWhenARootFilesystemIsMadeReadOnly() {
    watch.attack("drop-and-run", "--workload", "payments/ledger");

    Response asks =
        watch.awaitResponse(
            "kubernetes:enforce-read-only-root-filesystem", ResponseState.AWAITING_APPROVAL);
    assertThat(asks.request().parameters().list("writtenDirectories")).contains("/tmp");
    watch.nightjar().desk().approve(asks.id(), "kim", "agreed");

    Response done =
        watch.awaitResponse(
            "kubernetes:enforce-read-only-root-filesystem", ResponseState.SUCCEEDED);
    var template =
        watch
            .client()
            .apps()
            .deployments()
            .inNamespace("payments")
            .withName("ledger")
            .get()
            .getSpec()
            .getTemplate()
            .getSpec();
    assertThat(done.decidedBy()).contains("kim");
    assertThat(template.getContainers())
        .anySatisfy(
            container -> {
              assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
              assertThat(container.getVolumeMounts())
                  .anyMatch(mount -> mount.getMountPath().equals("/tmp"));
            });
  }

  private static NetworkPolicy policySelecting(String quarantine) {
    List<NetworkPolicy> policies =
        watch.client().network().v1().networkPolicies().inNamespace("shop").list().getItems();
    return policies.stream()
        .filter(
            policy ->
                policy.getSpec().getPodSelector().getMatchLabels() != null
                    && quarantine.equals(
                        policy.getSpec().getPodSelector().getMatchLabels().get(QUARANTINE)))
        .findFirst()
        .orElseThrow();
  }

  private static Map<String, Map<String, String>> labelsOf(String namespace) {
    return watch.client().pods().inNamespace(namespace).list().getItems().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                pod -> pod.getMetadata().getName(), pod -> pod.getMetadata().getLabels()));
  }
}
