package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Endpoints;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What only running pods can show, on the cluster that {@code NIGHTJAR_IT_KUBECONFIG} names. The
 * image must have a shell and {@code httpd}, as busybox has: {@code NIGHTJAR_IT_SHELL_IMAGE}, or
 * {@code busybox:1.36}.
 */
class RunningPodsIT extends ActionContract {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Set<String> NOT_PULLED = Set.of("ErrImagePull", "ImagePullBackOff");
  private static final String WEB = "httpd -f -p 8080";

  /** Writes to three directories, and says whether it could write elsewhere, too. */
  private static final String WRITER =
      """
      while true; do
        for dir in /tmp /var/cache/app /var/run; do
          mkdir -p $dir && date > $dir/now || exit 1
        done
        if touch /elsewhere 2> /dev/null; then echo root is writable; else echo root is read-only; fi
        touch /tmp/ready; sleep 1
      done
      """;

  @Override
  TestCluster open() {
    return TestCluster.real();
  }

  @Override
  Action action(KubernetesClient client) {
    return new IsolatePod(client, InstantSource.system());
  }

  @Test
  void anIsolatedPodLeavesItsServiceAndRunsOnWhileAFreshOneServes() {
    running("Deployment", WEB);
    create(Fixtures.service(namespace(), "web", Map.of("app", "web")));
    await().atMost(PATIENCE).until(() -> served().equals(addresses(ready())));
    Pod victim = ready().getFirst();
    String container = victim.getStatus().getContainerStatuses().getFirst().getContainerID();
    JsonNode before = snapshot(Pod.class, victim.getMetadata().getName());

    Outcome.Succeeded done = succeed(target(victim));

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(served()).hasSize(2).doesNotContain(victim.getStatus().getPodIP());
              assertThat(ready()).hasSize(2).noneMatch(pod -> uid(pod).equals(uid(victim)));
            });
    Pod kept = pod(victim.getMetadata().getName());
    assertThat(kept.getStatus().getPhase()).isEqualTo("Running");
    assertThat(kept.getStatus().getContainerStatuses().getFirst().getContainerID())
        .as("its processes and its files are the ones that were attacked")
        .isEqualTo(container);
    assertThat(kept.getStatus().getContainerStatuses().getFirst().getRestartCount()).isZero();

    UndoOutcome undone = undo(target(victim), done.beforeState());

    assertThat(undone).isInstanceOf(UndoOutcome.Undone.class);
    System.out.println("undo of an isolation with a replacement: " + undone);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(ready()).as("the controller has as many as it wants").hasSize(2);
              assertThat(served()).isEqualTo(addresses(ready()));
            });
    Pod back = pod(victim.getMetadata().getName());
    if (back != null && back.getMetadata().getDeletionTimestamp() == null) {
      assertThat(snapshot(Pod.class, victim.getMetadata().getName())).isEqualTo(before);
      assertThat(served()).contains(victim.getStatus().getPodIP());
    }
  }

  @Test
  void aProgramComesUpOnAReadOnlyRootWithVolumesWhereItWrites() {
    WorkloadTarget writer = running("Deployment", WRITER);
    awaitLog("root is writable");
    EnforceReadOnlyRootFilesystem action = new EnforceReadOnlyRootFilesystem(client());
    Parameters all =
        Parameters.NONE
            .with("container", "main")
            .with("writtenDirectories", List.of("/tmp", "/var/cache/app", "/var/run"));
    ActionRequest request = new ActionRequest("r-1", action.descriptor().id(), writer, all, false);

    Outcome.Succeeded done = succeeded(action.execute(request));

    awaitReady(writer);
    awaitLog("root is read-only");
    assertThat(ready())
        .allMatch(pod -> pod.getStatus().getContainerStatuses().getFirst().getRestartCount() == 0);

    assertThat(action.undo(request, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    awaitReady(writer);
    awaitLog("root is writable");
  }

  @Test
  void withoutTheVolumesTheSameProgramWouldBreak() {
    WorkloadTarget writer = running("Deployment", WRITER);
    EnforceReadOnlyRootFilesystem action = new EnforceReadOnlyRootFilesystem(client());
    succeeded(
        action.execute(
            new ActionRequest(
                "r-1",
                action.descriptor().id(),
                writer,
                Parameters.NONE
                    .with("container", "main")
                    .with("writtenDirectories", List.of("/tmp")),
                false)));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                client().pods().inNamespace(namespace()).list().getItems().stream()
                    .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                    .anyMatch(status -> status.getRestartCount() > 0));
  }

  @Test
  void aStatefulSetsPodUnderTheSameNameIsNotTouched() {
    running("StatefulSet", WEB);
    PodTarget decided = target(pod("web-0"));
    client().pods().inNamespace(namespace()).withName("web-0").delete();
    await()
        .atMost(PATIENCE)
        .until(
            () -> pod("web-0"),
            pod -> pod != null && !uid(pod).equals(decided.uid()) && Readiness.isPodReady(pod));
    JsonNode replacement = snapshot(Pod.class, "web-0");

    for (Action action :
        List.of(
            new IsolatePod(client(), InstantSource.system()),
            new DeletePod(client(), intents()),
            new EvictPod(client(), intents()),
            new LabelPod(client()))) {
      Parameters parameters =
          action instanceof LabelPod
              ? Parameters.NONE
                  .with(MetadataEntry.KEY, "example.com/suspect")
                  .with(MetadataEntry.VALUE, "true")
              : Parameters.NONE;
      assertFailed(
          action.execute(
              new ActionRequest("r-1", action.descriptor().id(), decided, parameters, false)),
          Outcome.Failed.Kind.WRONG_TARGET);
    }
    assertThat(snapshot(Pod.class, "web-0")).isEqualTo(replacement);
  }

  /** A workload named web of two pods that run a shell script, all ready. */
  private WorkloadTarget running(String kind, String script) {
    String image = System.getenv().getOrDefault("NIGHTJAR_IT_SHELL_IMAGE", "busybox:1.36");
    String probe =
        script.equals(WEB) ? "tcpSocket: {port: 8080}" : "exec: {command: [test, -f, /tmp/ready]}";
    WorkloadTarget made =
        workload(
            Fixtures.workload(kind, namespace(), "web", image)
                .replace(
                    "env:\n",
                    """
                    command: [sh, -c, "%s"]
                              readinessProbe: {%s, periodSeconds: 1}
                              env:
                    """
                        .formatted(script.replace("\n", "\\n"), probe)));
    await().atMost(PATIENCE).until(() -> pullFails(image) || RolloutProgress.of(json(made)).done());
    awaitReady(made);
    return made;
  }

  private boolean pullFails(String image) {
    boolean fails =
        client().pods().inNamespace(namespace()).list().getItems().stream()
            .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
            .map(status -> status.getState().getWaiting())
            .anyMatch(waiting -> waiting != null && NOT_PULLED.contains(waiting.getReason()));
    if (fails) {
      String why = "the cluster cannot pull " + image + "; NIGHTJAR_IT_SHELL_IMAGE names another";
      System.out.println("skipped: " + why);
      abort(why);
    }
    return false;
  }

  private void awaitReady(WorkloadTarget workload) {
    await().atMost(PATIENCE).until(() -> RolloutProgress.of(json(workload)), RolloutProgress::done);
    await().atMost(PATIENCE).until(() -> ready().size() == 2);
  }

  private void awaitLog(String line) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ready())
                    .isNotEmpty()
                    .allMatch(
                        pod ->
                            client()
                                .pods()
                                .resource(pod)
                                .tailingLines(1)
                                .getLog()
                                .strip()
                                .equals(line)));
  }

  /** The ready pods that their controller counts. */
  private List<Pod> ready() {
    return client()
        .pods()
        .inNamespace(namespace())
        .withLabel("app", "web")
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .filter(Readiness::isPodReady)
        .toList();
  }

  private static Set<String> addresses(List<Pod> pods) {
    return pods.stream()
        .map(pod -> pod.getStatus().getPodIP())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The addresses behind the Service. */
  private Set<String> served() {
    Endpoints endpoints = client().endpoints().inNamespace(namespace()).withName("web").get();
    return endpoints == null
        ? Set.of()
        : endpoints.getSubsets().stream()
            .flatMap(subset -> subset.getAddresses().stream())
            .map(address -> address.getIp())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  private Pod pod(String name) {
    return client().pods().inNamespace(namespace()).withName(name).get();
  }

  private static String uid(Pod pod) {
    return pod.getMetadata().getUid();
  }
}
