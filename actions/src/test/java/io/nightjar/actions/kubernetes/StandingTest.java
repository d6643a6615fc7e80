package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whether what an action left still holds, and how the pods that it replaced come up. */
class StandingTest extends ActionContract {

  @Override
  TestCluster open() {
    return TestCluster.practice();
  }

  @Override
  Action action(KubernetesClient client) {
    return new ScaleToZero(client);
  }

  @Test
  void aCountThatSomebodyPutBackIsSeenWithItsDifference() {
    WorkloadTarget web = workload("Deployment", "web");
    Outcome.Succeeded done = succeed(web);
    assertThat(standing(web, done)).isInstanceOf(Standing.Holds.class);
    edit(deployment -> deployment.getSpec().setReplicas(3));
    assertThat(((Standing.Reverted) standing(web, done)).difference())
        .containsExactly("/spec/replicas: left 0, now 3");
  }

  @Test
  void anotherChangeOfTheSameObjectIsNoReversal() {
    WorkloadTarget web = workload("Deployment", "web");
    Outcome.Succeeded done = succeed(web);
    edit(deployment -> deployment.getSpec().setRevisionHistoryLimit(3));
    assertThat(standing(web, done)).isInstanceOf(Standing.Holds.class);
  }

  @Test
  void whatIsGoneCannotBeTold() {
    WorkloadTarget web = workload("Deployment", "web");
    Outcome.Succeeded done = succeed(web);
    client().apps().deployments().inNamespace(namespace()).withName("web").delete();
    assertThat(standing(web, done)).isInstanceOf(Standing.Unknown.class);
  }

  @Test
  void anIsolationWhosePolicySomebodyRemovedOrOpenedIsSeen() {
    PodTarget pod = bare("lone");
    IsolatePod isolate = new IsolatePod(client(), InstantSource.system());
    Outcome.Succeeded done =
        succeeded(isolate.execute(request("r-1", pod, Parameters.NONE, false)));
    assertThat(standing(isolate, pod, done)).isInstanceOf(Standing.Holds.class);

    NetworkPolicy policy =
        client()
            .resources(NetworkPolicy.class)
            .inNamespace(namespace())
            .list()
            .getItems()
            .getFirst();
    client()
        .resource(policy)
        .edit(
            one -> {
              one.getSpec().setPolicyTypes(List.of("Ingress"));
              return one;
            });
    assertThat(standing(isolate, pod, done)).isInstanceOf(Standing.Reverted.class);
    client().resource(policy).delete();
    assertThat(standing(isolate, pod, done)).isInstanceOf(Standing.Reverted.class);
  }

  @Test
  void everyHardeningIsLookedAtByItself() {
    WorkloadTarget web = workload("Deployment", "web");
    HardenWorkload harden = new HardenWorkload(client());
    Parameters seccomp = Parameters.NONE.with("controls", "seccomp");
    Outcome.Succeeded done = succeeded(harden.execute(request("r-1", web, seccomp, false)));
    edit(
        deployment ->
            deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .setImage(Fixtures.NEW_IMAGE));
    assertThat(harden.standing(request("r-1", web, seccomp, false), done.beforeState()))
        .isInstanceOf(Standing.Holds.class);
    edit(
        deployment ->
            deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getSecurityContext()
                .setSeccompProfile(null));
    assertThat(harden.standing(request("r-1", web, seccomp, false), done.beforeState()))
        .isInstanceOf(Standing.Reverted.class);
  }

  @Test
  void aRolloutIsReadyOnlyWhenEveryNewPodIs() {
    WorkloadTarget web = workload("Deployment", "web");
    awaitRollout(web);
    Restart restart = new Restart(client(), () -> Instant.EPOCH);
    assertThat(restart.progress(request("r-1", web, Parameters.NONE, false)))
        .hasValue(new Progress(Progress.State.READY, "2 of 2 pods are ready"));
    notReady(podOf(web));
    await()
        .untilAsserted(
            () ->
                assertThat(restart.progress(request("r-1", web, Parameters.NONE, false)))
                    .hasValue(
                        new Progress(
                            Progress.State.UNDER_WAY,
                            "2 of 2 pods are of the present template, 1 are ready")));
  }

  private void notReady(Pod pod) {
    client()
        .resource(pod)
        .editStatus(
            one -> {
              one.getStatus()
                  .setConditions(
                      List.of(
                          new PodConditionBuilder().withType("Ready").withStatus("False").build()));
              return one;
            });
  }

  private Standing standing(Target target, Outcome.Succeeded done) {
    return standing(action(client()), target, done);
  }

  private Standing standing(Action action, Target target, Outcome.Succeeded done) {
    return action.standing(request("r-1", target, Parameters.NONE, false), done.beforeState());
  }

  private void edit(Consumer<Deployment> change) {
    await()
        .ignoreException(KubernetesClientException.class)
        .until(
            () ->
                client()
                    .resources(Deployment.class)
                    .inNamespace(namespace())
                    .withName("web")
                    .edit(
                        one -> {
                          change.accept(one);
                          return one;
                        }),
            edited -> true);
  }
}
