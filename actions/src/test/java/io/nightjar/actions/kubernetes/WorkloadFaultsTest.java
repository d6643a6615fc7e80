package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.http.Fault;
import io.nightjar.practice.http.User;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every action on a workload, where the API server refuses, loses its answer or allows little. */
class WorkloadFaultsTest extends ActionContract {
  private final TestCluster.Practice practice = TestCluster.practice();

  /** One action with a workload that it changes. */
  record Case(
      String name, Function<KubernetesClient, Action> action, String kind, Parameters parameters) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("scale", ScaleToZero::new, "Deployment", Parameters.NONE),
        new Case("scale daemon set", ScaleToZero::new, "DaemonSet", Parameters.NONE),
        new Case("suspend", Suspend::new, "CronJob", Parameters.NONE),
        new Case("pause", PauseRollout::new, "Deployment", Parameters.NONE),
        new Case(
            "restart",
            client -> new Restart(client, () -> Instant.EPOCH),
            "StatefulSet",
            Parameters.NONE),
        new Case("roll back", RollBack::new, "Deployment", Parameters.NONE),
        new Case("roll back image", RollBackImage::new, "Deployment", Parameters.NONE),
        new Case("read only", EnforceReadOnlyRootFilesystem::new, "Deployment", Parameters.NONE),
        new Case(
            "harden",
            HardenWorkload::new,
            "DaemonSet",
            Parameters.NONE.with("controls", "seccomp")),
        new Case(
            "limit", LimitResources::new, "StatefulSet", Parameters.NONE.with("memory", "64Mi")));
  }

  @Override
  TestCluster open() {
    return practice;
  }

  @Override
  Action action(KubernetesClient client) {
    throw new UnsupportedOperationException("each case has its own");
  }

  @AfterEach
  void repair() {
    cluster().faults().clear();
    cluster().access().allowAll();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aForbiddenPatchIsToldAndChangesNothing(Case one) {
    WorkloadTarget target = prepared(one);
    JsonNode before = snapshot(target);
    cluster().access().deny("patch", resource(one));
    Outcome outcome = one.action.apply(client()).execute(asked(one, target));
    assertFailed(outcome, Kind.REFUSED);
    assertThat(((Outcome.Failed) outcome).cause()).contains("403");
    assertThat(snapshot(target)).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aForbiddenReadIsTold(Case one) {
    WorkloadTarget target = prepared(one);
    cluster().access().deny("get", resource(one));
    assertFailed(one.action.apply(client()).execute(asked(one, target)), Kind.REFUSED);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aLostAnswerIsRecoveredAndCanBeUndone(Case one) {
    WorkloadTarget target = prepared(one);
    JsonNode before = snapshot(target);
    Action action = one.action.apply(client());
    cluster()
        .faults()
        .next(1, request -> request.is("patch", resource(one)), new Fault.LoseAnswer());
    assertFailed(action.execute(asked(one, target)), Kind.UNAVAILABLE);
    assertThat(action.execute(asked(one, target))).isInstanceOf(Outcome.NothingToDo.class);

    Outcome.Succeeded recovered = action.recover(asked(one, target)).orElseThrow();
    UndoOutcome undo = action.undo(asked(one, target), recovered.beforeState());
    if (action.descriptor().reversible()) {
      assertThat(undo).isInstanceOf(UndoOutcome.Undone.class);
      assertThat(snapshot(target)).isEqualTo(before);
    } else {
      assertThat(undo).isInstanceOf(UndoOutcome.Failed.class);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void thePermissionsOfTheDescriptorAreEnough(Case one) {
    WorkloadTarget target = prepared(one);
    List<Permission> permissions = one.action.apply(client()).descriptor().permissions();
    try (KubernetesClient limited = userWith(one.name.replace(' ', '-'), permissions)) {
      Action action = one.action.apply(limited);
      Outcome.Succeeded done = succeeded(action.execute(asked(one, target)));
      assertThat(done.warnings()).noneMatch(warning -> warning.contains("not known"));
      if (action.descriptor().reversible()) {
        assertThat(action.undo(asked(one, target), done.beforeState()))
            .isInstanceOf(UndoOutcome.Undone.class);
      }
    }
  }

  private WorkloadTarget prepared(Case one) {
    if (one.kind.equals("CronJob")) {
      return workload(Fixtures.cronJob(namespace(), "web"));
    }
    WorkloadTarget target = workload(one.kind, "web");
    awaitRollout(target);
    if (one.name.startsWith("roll back")) {
      RolloutContracts.setImage(this, Fixtures.NEW_IMAGE);
      awaitRollout(target);
    }
    return target;
  }

  private static ActionRequest asked(Case one, WorkloadTarget target) {
    return new ActionRequest("r-1", "of the case", target, one.parameters, false);
  }

  private static String resource(Case one) {
    return one.kind.toLowerCase(Locale.ROOT) + "s";
  }

  /** A user who may do exactly this and nothing else. */
  private KubernetesClient userWith(String name, List<Permission> permissions) {
    cluster().access().addUser(name, new User(name, List.of()));
    cluster()
        .access()
        .limit(
            name,
            request -> permissions.stream().anyMatch(one -> PermissionsTest.covers(one, request)));
    return practice.clientWith(name);
  }

  private PracticeCluster cluster() {
    return practice.cluster();
  }
}
