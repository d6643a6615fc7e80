package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.api.model.rbac.SubjectBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

abstract class RevokeServiceAccountContract extends TargetActionContract {

  @Override
  Action action(KubernetesClient client) {
    return new RevokeServiceAccount(client);
  }

  @AfterEach
  void removeClusterWide() {
    client().rbac().clusterRoleBindings().withName(namespace() + "-view").delete();
  }

  /** A pod whose account reads here by two bindings, one of them shared, and everywhere. */
  @Override
  Target prepared() {
    create(
        new ServiceAccountBuilder()
            .withNewMetadata()
            .withNamespace(namespace())
            .withName("web")
            .endMetadata()
            .build());
    roleBinding("own", account("web"));
    roleBinding("shared", account("other"), account("web"), user("kim"));
    roleBinding("as-user", user("system:serviceaccount:" + namespace() + ":web"));
    roleBinding("stranger", account("other"));
    create(
        new ClusterRoleBindingBuilder()
            .withNewMetadata()
            .withName(namespace() + "-view")
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
            .withSubjects(account("web"))
            .build());
    return pod("lone");
  }

  private PodTarget pod(String name) {
    create(
        new PodBuilder(Fixtures.pod(namespace(), name, Map.of("app", "web")))
            .editSpec()
            .withServiceAccountName("web")
            .endSpec()
            .build());
    return target(
        await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> client().pods().inNamespace(namespace()).withName(name).get(),
                pod -> pod.getSpec().getNodeName() != null));
  }

  private void roleBinding(String name, Subject... subjects) {
    create(
        new RoleBindingBuilder()
            .withNewMetadata()
            .withNamespace(namespace())
            .withName(name)
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
            .withSubjects(subjects)
            .build());
  }

  private Subject account(String name) {
    return new Subject("", "ServiceAccount", name, namespace());
  }

  private static Subject user(String name) {
    return new SubjectBuilder()
        .withApiGroup("rbac.authorization.k8s.io")
        .withKind("User")
        .withName(name)
        .build();
  }

  @Override
  JsonNode world(Target target) {
    ObjectNode world = JsonNodeFactory.instance.objectNode();
    for (String name : List.of("own", "shared", "as-user", "stranger")) {
      world.set(name, snapshot(RoleBinding.class, name));
    }
    ObjectNode wide =
        new ClusterObjects(client())
            .json(client().rbac().clusterRoleBindings().withName(namespace() + "-view").get());
    ((ObjectNode) wide.path("metadata")).remove(List.of("resourceVersion", "managedFields"));
    if (wide.at("/metadata/annotations").isEmpty()) {
      ((ObjectNode) wide.path("metadata")).remove("annotations");
    }
    world.set("wide", wide);
    return world;
  }

  @Test
  void sharedBindingsLoseOnlyThisSubject() {
    Target target = prepared();
    Outcome.Succeeded done = succeed(target);
    assertThat(subjects("shared")).extracting(Subject::getName).containsExactly("other", "kim");
    assertThat(subjects("own")).isEmpty();
    assertThat(subjects("as-user")).isEmpty();
    assertThat(subjects("stranger")).hasSize(1);
    assertThat(
            client()
                .rbac()
                .clusterRoleBindings()
                .withName(namespace() + "-view")
                .get()
                .getSubjects())
        .isEmpty();
    assertThat(done.changes())
        .hasSize(4)
        .contains(
            "RoleBinding "
                + namespace()
                + "/shared no longer gives ClusterRole view to ServiceAccount "
                + namespace()
                + "/web, its other subjects keep it");
    assertThat(done.warnings())
        .anyMatch(warning -> warning.startsWith("its tokens still authenticate"));
  }

  @Test
  void tellsWhoElseLosesTheSameAndWhatStaysByAGroup() {
    Target target = prepared();
    pod("neighbour");
    create(
        new RoleBindingBuilder()
            .withNewMetadata()
            .withNamespace(namespace())
            .withName("everybody")
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
            .withSubjects(
                new SubjectBuilder()
                    .withApiGroup("rbac.authorization.k8s.io")
                    .withKind("Group")
                    .withName("system:serviceaccounts:" + namespace())
                    .build())
            .build());
    assertThat(succeed(target).warnings())
        .anyMatch(warning -> warning.endsWith("lose the same: neighbour"))
        .anyMatch(warning -> warning.contains("everybody (ClusterRole view)"));
  }

  @Test
  void otherSubjectsMayComeAndGoBeforeTheUndo() {
    Target target = prepared();
    Outcome.Succeeded done = succeed(target);
    edit("shared", List.of(user("new"), account("other")));
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(subjects("shared"))
        .extracting(Subject::getName)
        .containsExactly("new", "web", "other");
  }

  @Test
  void theUndoIsRefusedAsAWholeWhenOneBindingWasGivenBackOrIsGone() {
    Target target = prepared();
    Outcome.Succeeded done = succeed(target);
    edit("own", List.of(account("web")));
    JsonNode after = world(target);
    assertThat(refuseToTakeBack(target, done).difference())
        .singleElement()
        .asString()
        .startsWith("RoleBinding " + namespace() + "/own: /subjects/web/0: left absent, now ");
    assertThat(world(target)).isEqualTo(after);
    client().rbac().roleBindings().inNamespace(namespace()).withName("own").delete();
    assertThat(refuseToTakeBack(target, done).difference())
        .singleElement()
        .asString()
        .contains("now absent");
  }

  @Test
  void thePodMayBeGoneWhenItIsUndone() {
    Target target = prepared();
    JsonNode before = world(target);
    Outcome.Succeeded done = succeed(target);
    client().pods().inNamespace(namespace()).withName("lone").withGracePeriod(0).delete();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                client().resources(Pod.class).inNamespace(namespace()).withName("lone").get()
                    == null);
    assertThat(
            action(client())
                .recover(request("r-1", target, parameters(), false))
                .orElseThrow()
                .beforeState())
        .isEqualTo(done.beforeState());
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(world(target)).isEqualTo(before);
  }

  /**
   * Who may write a binding may write any mark on it: it must not widen what the undo gives back.
   */
  @Test
  void aMarkThatSomebodyCopiedOntoAnotherBindingIsNotTaken() {
    Target target = prepared();
    Outcome.Succeeded done = succeed(target);
    String note =
        client()
            .rbac()
            .roleBindings()
            .inNamespace(namespace())
            .withName("own")
            .get()
            .getMetadata()
            .getAnnotations()
            .entrySet()
            .stream()
            .filter(one -> one.getKey().startsWith(Revocation.MARK))
            .findFirst()
            .orElseThrow()
            .getValue();
    client()
        .rbac()
        .roleBindings()
        .inNamespace(namespace())
        .withName("stranger")
        .edit(
            binding ->
                new RoleBindingBuilder(binding)
                    .editMetadata()
                    .addToAnnotations(Revocation.MARK + "00000000", note)
                    .addToAnnotations(
                        Revocation.MARK + "11111111",
                        note.replace("\"name\":\"web\"", "\"name\":1"))
                    .endMetadata()
                    .build());
    assertThat(
            action(client())
                .recover(request("r-1", target, parameters(), false))
                .orElseThrow()
                .beforeState())
        .isEqualTo(done.beforeState());
  }

  private List<Subject> subjects(String binding) {
    return client()
        .rbac()
        .roleBindings()
        .inNamespace(namespace())
        .withName(binding)
        .get()
        .getSubjects();
  }

  private void edit(String binding, List<Subject> subjects) {
    client()
        .rbac()
        .roleBindings()
        .inNamespace(namespace())
        .withName(binding)
        .edit(
            one -> {
              one.setSubjects(subjects);
              return one;
            });
  }
}
