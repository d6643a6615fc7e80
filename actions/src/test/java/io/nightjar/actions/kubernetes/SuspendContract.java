package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class SuspendContract extends TargetActionContract {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Override
  Action action(KubernetesClient client) {
    return new Suspend(client);
  }

  @Override
  WorkloadTarget prepared() {
    return workload(Fixtures.cronJob(namespace(), "backup"));
  }

  @Override
  JsonNode world(Target target) {
    return snapshot((WorkloadTarget) target);
  }

  @Test
  void aSuspendedCronJobStartsNothing() {
    assertThat(succeed(prepared()).changes()).containsExactly("suspended: no more Jobs start");
    assertThat(
            client()
                .resources(CronJob.class)
                .inNamespace(namespace())
                .withName("backup")
                .get()
                .getSpec()
                .getSuspend())
        .isTrue();
  }

  @Test
  void aSuspendedJobLosesItsPodsAndGetsNewOnesByTheUndo() {
    WorkloadTarget job = workload(Fixtures.job(namespace(), "import"));
    Pod first = podOf(job);
    JsonNode before = snapshot(job);
    Outcome outcome = execute(job);
    if (outcome instanceof Outcome.Failed old) {
      // before 1.21 no Job could be suspended, and the server says nothing: the outcome must
      assertThat(old.kind()).isEqualTo(Kind.UNSUPPORTED);
      assertThat(old.cause()).contains("ignored /spec/suspend", "nothing was changed");
      assertThat(snapshot(job)).isEqualTo(before);
      abort("this cluster cannot suspend a Job, and the outcome says so");
    }
    Outcome.Succeeded done = succeeded(outcome);
    assertThat(done.warnings()).anyMatch(warning -> warning.contains("start anew"));
    await().atMost(PATIENCE).until(() -> pods().isEmpty());

    assertThat(undo(job, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(podOf(job).getMetadata().getUid()).isNotEqualTo(first.getMetadata().getUid());
  }

  @Test
  void theUndoIsRefusedWhenSomebodyResumedAndChangedItSince() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target);
    client()
        .resources(CronJob.class)
        .inNamespace(namespace())
        .withName("backup")
        .edit(
            cronJob -> {
              cronJob.getSpec().setSchedule("0 1 29 2 *");
              return cronJob;
            });
    assertThat(refuseToTakeBack(target, done).difference())
        .containsExactly("/spec/schedule: left \"0 0 29 2 *\", now \"0 1 29 2 *\"");
  }

  @Test
  void aDeploymentIsRefused() {
    assertFailed(execute(workload("Deployment", "web")), Kind.UNSUPPORTED);
  }

  private List<Pod> pods() {
    return client().pods().inNamespace(namespace()).list().getItems().stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  @Test
  void whatHasFinishedNeedsNothing() {
    WorkloadTarget job = workload(Fixtures.job(namespace(), "import"));
    Pod pod = podOf(job);
    await()
        .ignoreException(KubernetesClientException.class) // its kubelet writes, too
        .until(
            () ->
                client()
                    .resource(pod)
                    .editStatus(
                        one -> {
                          one.getStatus().setPhase("Succeeded");
                          return one;
                        }),
            written -> true);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                client()
                    .resources(Job.class)
                    .inNamespace(namespace())
                    .withName("import")
                    .get()
                    .getStatus()
                    .getConditions()
                    .stream()
                    .anyMatch(condition -> condition.getType().equals("Complete")));
    assertThat(((Outcome.NothingToDo) execute(job)).why()).contains("finished");
  }
}
