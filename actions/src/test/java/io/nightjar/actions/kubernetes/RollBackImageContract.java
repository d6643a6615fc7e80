package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

abstract class RollBackImageContract extends WorkloadActionContract {
  private static final String THIRD_IMAGE = "registry.k8s.io/pause:3.8";

  @Override
  Action action(KubernetesClient client) {
    return new RollBackImage(client);
  }

  /** Rolled out twice: the old image, then the new one. */
  @Override
  WorkloadTarget prepared() {
    WorkloadTarget target = workload("Deployment", "web");
    awaitRevision("1");
    release(Fixtures.NEW_IMAGE);
    awaitRevision("2");
    return target;
  }

  @Override
  Parameters parameters() {
    return Parameters.NONE;
  }

  @Test
  void putsThePreviousImageBackAndNothingElse() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target);
    assertThat(done.changes())
        .containsExactly(
            "main: " + Fixtures.NEW_IMAGE + " → " + Fixtures.OLD_IMAGE + " (revision 1)");
    assertThat(image()).isEqualTo(Fixtures.OLD_IMAGE);
  }

  @Test
  void aSecondResponseDoesNotBringTheBadImageBackAfterTheRollout() {
    WorkloadTarget target = prepared();
    succeed(target);
    awaitRevision("3");
    assertThat(action(client()).execute(request("r-2", target, Parameters.NONE, false)))
        .isInstanceOf(Outcome.NothingToDo.class);
    assertThat(image()).isEqualTo(Fixtures.OLD_IMAGE);
  }

  @Test
  void aLaterReleaseCanBeRolledBackToo() {
    WorkloadTarget target = prepared();
    succeed(target);
    awaitRevision("3");
    release(THIRD_IMAGE);
    awaitRevision("4");
    succeeded(action(client()).execute(request("r-2", target, Parameters.NONE, false)));
    assertThat(image()).isEqualTo(Fixtures.OLD_IMAGE);
  }

  @Test
  void restoresTheImageByUndoAfterTheRolloutToo() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target);
    awaitRevision("3");
    assertThat(undo(target, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(image()).isEqualTo(Fixtures.NEW_IMAGE);
  }

  @Test
  void goesToTheWantedRevision() {
    WorkloadTarget target = prepared();
    assertThat(execute(target, Parameters.NONE.with("toRevision", "2")))
        .isInstanceOf(Outcome.NothingToDo.class);
    assertFailed(execute(target, Parameters.NONE.with("toRevision", "9")), Kind.UNSUPPORTED);
    succeed(target, Parameters.NONE.with("toRevision", "1"));
    assertThat(image()).isEqualTo(Fixtures.OLD_IMAGE);
  }

  @Test
  void avoidsAccusedImages() {
    WorkloadTarget target = prepared();
    assertThat(execute(target, Parameters.NONE.with("notImage", "other:1")))
        .isInstanceOf(Outcome.NothingToDo.class);
    succeed(target, Parameters.NONE.with("notImage", Fixtures.NEW_IMAGE));
    assertThat(execute(target, Parameters.NONE.with("notImage", Fixtures.NEW_IMAGE)))
        .isInstanceOf(Outcome.NothingToDo.class);
    assertThat(image()).isEqualTo(Fixtures.OLD_IMAGE);
  }

  @Test
  void neverGoesToAnImageThatADetectionAccuses() {
    WorkloadTarget target = prepared();
    release(THIRD_IMAGE);
    awaitRevision("3");
    Parameters seen =
        Parameters.NONE.with(Parameters.ACCUSED_IMAGES, List.of(Fixtures.NEW_IMAGE, THIRD_IMAGE));
    assertThat(succeed(target, seen).changes())
        .containsExactly("main: " + THIRD_IMAGE + " → " + Fixtures.OLD_IMAGE + " (revision 1)");
    assertThat(execute(target, seen)).isInstanceOf(Outcome.NothingToDo.class);
  }

  @Test
  void leavesAnInnocentReleaseAloneWhenAnEarlierOneIsAccused() {
    WorkloadTarget target = prepared();
    Outcome outcome =
        execute(target, Parameters.NONE.with(Parameters.ACCUSED_IMAGES, Fixtures.OLD_IMAGE));
    assertThat(((Outcome.NothingToDo) outcome).why())
        .isEqualTo("the accused image is that of revision 1, which is not the present one");
  }

  @Test
  void anImageThatIsWrittenInAnotherWayDoesNotStopIt() {
    WorkloadTarget target = prepared();
    succeed(target, Parameters.NONE.with(Parameters.ACCUSED_IMAGES, "sha256:0123"));
    assertThat(image()).isEqualTo(Fixtures.OLD_IMAGE);
  }

  @Test
  void tellsWhenTheWantedRevisionIsAccusedToo() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done =
        succeed(
            target,
            Parameters.NONE
                .with("toRevision", "1")
                .with(Parameters.ACCUSED_IMAGES, Fixtures.OLD_IMAGE));
    assertThat(done.warnings()).anyMatch(warning -> warning.endsWith("is accused too"));
  }

  @Test
  void failsWithAReasonWhenThereIsNoEarlierRevision() {
    WorkloadTarget target = workload("Deployment", "web");
    awaitRevision("1");
    assertFailed(execute(target), Kind.UNSUPPORTED);
  }

  private void release(String image) {
    edit(
        "web",
        deployment ->
            deployment
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .setImage(image));
  }

  private String image() {
    return spec(Deployment.class, "web").at("/template/spec/containers/0/image").asText();
  }

  private void awaitRevision(String number) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              Deployment deployment =
                  client().apps().deployments().inNamespace(namespace()).withName("web").get();
              return deployment.getMetadata().getAnnotations() != null
                  && number.equals(
                      deployment
                          .getMetadata()
                          .getAnnotations()
                          .get("deployment.kubernetes.io/revision"));
            });
  }
}
