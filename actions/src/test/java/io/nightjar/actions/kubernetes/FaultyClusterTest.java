package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.http.AccessTable.Denial;
import io.nightjar.practice.http.Fault;
import io.nightjar.practice.http.User;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The actions on a cluster that answers late, wrongly or not at all, or allows little. */
class FaultyClusterTest extends ActionContract {
  private final TestCluster.Practice practice = TestCluster.practice();

  @Override
  TestCluster open() {
    return practice;
  }

  @Override
  Action action(KubernetesClient client) {
    return new IsolatePod(client, InstantSource.system());
  }

  @AfterEach
  void repair() {
    cluster().faults().clear();
    cluster().access().allowAll();
  }

  @Test
  void aConflictIsReadAgainAndTriedAgain() {
    PodTarget target = pod();
    cluster().faults().next(2, request -> request.is("patch", "pods"), Fault.conflict());
    succeed(target);
  }

  @Test
  void aConflictThatStaysIsTold() {
    PodTarget target = pod();
    JsonNode before = snapshot(Pod.class, target.name());
    cluster().faults().next(100, request -> request.is("patch", "pods"), Fault.conflict());
    assertFailed(execute(target), Kind.CONFLICT);
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
  }

  @Test
  void aConflictInTheUndoIsReadAgainToo() {
    PodTarget target = pod();
    JsonNode before = snapshot(Pod.class, target.name());
    Outcome.Succeeded done = succeed(target);
    cluster().faults().next(1, request -> request.is("patch", "pods"), Fault.conflict());
    cluster()
        .faults()
        .next(1, request -> request.is("delete", "networkpolicies"), Fault.conflict());
    assertThat(undo(target, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
  }

  @Test
  void aServerThatHangsUpMayBeTriedLater() {
    PodTarget target = pod();
    // the HTTP client repeats a read a few times by itself
    cluster().faults().next(20, request -> request.is("get", "pods"), new Fault.HangUp());
    assertFailed(execute(target), Kind.UNAVAILABLE);
    cluster().faults().clear();
    cluster().faults().next(1, request -> request.is("get", "pods"), Fault.internalError());
    assertFailed(execute(target), Kind.UNAVAILABLE);
    succeed(target);
  }

  @Test
  void aRefusedPolicyLeavesThePodAlone() {
    PodTarget target = pod();
    JsonNode before = snapshot(Pod.class, target.name());
    cluster().access().deny("create", "networkpolicies");
    assertFailed(execute(target), Kind.REFUSED);
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
  }

  @Test
  void aPatchWhoseAnswerWasLostIsRecovered() {
    PodTarget target = pod();
    JsonNode before = snapshot(Pod.class, target.name());
    cluster().faults().next(1, request -> request.is("patch", "pods"), new Fault.LoseAnswer());
    assertFailed(execute(target), Kind.UNAVAILABLE);
    assertThat(execute(target)).isInstanceOf(Outcome.NothingToDo.class);

    Outcome.Succeeded recovered =
        action(client()).recover(request("r-1", target, Parameters.NONE, false)).orElseThrow();
    assertThat(undo(target, recovered.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(Pod.class, target.name())).isEqualTo(before);
  }

  @Test
  void aRevocationThatWasCutOffIsNoSuccessAndGoesOnWithWhatItHadDone() {
    PodTarget target = pod();
    for (String name : List.of("a", "b")) {
      create(
          new RoleBindingBuilder()
              .withNewMetadata()
              .withNamespace(namespace())
              .withName(name)
              .endMetadata()
              .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
              .withSubjects(new Subject("", "ServiceAccount", "default", namespace()))
              .build());
    }
    JsonNode a = snapshot(RoleBinding.class, "a");
    JsonNode b = snapshot(RoleBinding.class, "b");
    RevokeServiceAccount revoke = new RevokeServiceAccount(client());
    ActionRequest asked = request("r-1", target, Parameters.NONE, false);
    AtomicInteger patches = new AtomicInteger();
    cluster()
        .faults()
        .next(
            100,
            request ->
                request.is("patch", "rolebindings")
                    && !request.dryRun()
                    && patches.incrementAndGet() > 1,
            Fault.unavailable());

    Outcome cut = revoke.execute(asked);
    assertFailed(cut, Kind.UNAVAILABLE);
    assertThat(((Outcome.Failed) cut).cause())
        .endsWith("done before that and left so: RoleBinding " + namespace() + "/a");
    assertThat(revoke.recover(asked)).as("one binding still names the account").isEmpty();

    cluster().faults().clear();
    Outcome.Succeeded done = succeeded(revoke.execute(asked));
    assertThat(done.changes()).hasSize(2);
    assertThat(revoke.recover(asked)).isPresent();
    assertThat(revoke.undo(asked, done.beforeState())).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(RoleBinding.class, "a")).isEqualTo(a);
    assertThat(snapshot(RoleBinding.class, "b")).isEqualTo(b);
  }

  @Test
  void scalesEvenWhenTheAutoscalersCannotBeSeen() {
    WorkloadTarget web = workload("Deployment", "web");
    cluster().access().deny("list", "horizontalpodautoscalers");
    Outcome outcome =
        new ScaleToZero(client()).execute(request("r-1", web, Parameters.NONE, false));
    assertThat(succeeded(outcome).warnings())
        .anyMatch(warning -> warning.startsWith("autoscalers are not known"));
  }

  @Test
  void thePermissionsOfEachDescriptorAreEnoughForTheActionAndItsUndo() {
    WorkloadTarget web = workload("Deployment", "web");
    PodTarget target = target(podOf(web));
    try (KubernetesClient limited = userWith(action(client()).descriptor().permissions())) {
      runAndUndo(new IsolatePod(limited, InstantSource.system()), "isolate", target);
    }
    try (KubernetesClient limited =
        userWith(new ScaleToZero(client()).descriptor().permissions())) {
      runAndUndo(new ScaleToZero(limited), "scale", web);
    }
    try (KubernetesClient limited =
        userWith(new EnforceReadOnlyRootFilesystem(client()).descriptor().permissions())) {
      runAndUndo(new EnforceReadOnlyRootFilesystem(limited), "read-only", web);
    }
    try (KubernetesClient limited =
        userWith(new RollBackImage(client()).descriptor().permissions())) {
      // one revision only: that it can say so shows that it could read all that it needs
      assertFailed(
          new RollBackImage(limited).execute(request("rollback", web, Parameters.NONE, false)),
          Kind.UNSUPPORTED);
    }
  }

  private void runAndUndo(Action action, String response, Target target) {
    Outcome.Succeeded done =
        succeeded(action.execute(request(response, target, Parameters.NONE, false)));
    assertThat(done.warnings()).noneMatch(warning -> warning.contains("not known"));
    assertThat(action.undo(request(response, target, Parameters.NONE, false), done.beforeState()))
        .isInstanceOf(UndoOutcome.Undone.class);
  }

  /** A user who may do exactly this and nothing else. */
  private KubernetesClient userWith(List<Permission> permissions) {
    String name = "limited-" + permissions.hashCode();
    cluster().access().addUser(name, new User(name, List.of()));
    List<String> resources =
        List.of(
            "pods",
            "services",
            "replicasets",
            "daemonsets",
            "statefulsets",
            "deployments",
            "jobs",
            "networkpolicies",
            "horizontalpodautoscalers",
            "secrets",
            "configmaps");
    List<String> verbs = List.of("get", "list", "watch", "create", "update", "patch", "delete");
    for (String resource : resources) {
      List<String> allowed = new ArrayList<>();
      permissions.stream()
          .filter(one -> one.resource().equals(resource))
          .forEach(one -> allowed.addAll(one.verbs()));
      verbs.stream()
          .filter(verb -> !allowed.contains(verb))
          .forEach(verb -> cluster().access().deny(new Denial(name, verb, resource, "*")));
    }
    return practice.clientWith(name);
  }

  private PodTarget pod() {
    return bare("lone");
  }

  private PracticeCluster cluster() {
    return practice.cluster();
  }
}
