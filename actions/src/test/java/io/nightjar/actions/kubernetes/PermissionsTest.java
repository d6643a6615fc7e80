package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.Subject;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.actions.ActionSettings;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.practice.http.RequestInfo;
import io.nightjar.practice.http.User;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a descriptor asks for is enough for the action and its undo, and less is refused. */
class PermissionsTest extends ActionContract {
  private final TestCluster.Practice practice = TestCluster.practice();
  private String actionId = "";

  @Override
  TestCluster open() {
    return practice;
  }

  @Override
  Action action(KubernetesClient client) {
    ActionSettings settings =
        new ActionSettings(
            Map.of(), Map.of("collect", RunJobContract.template()), DebugContainerContract.IMAGE);
    return ActionRegistry.standard(client, controls(), () -> Instant.EPOCH, settings)
        .find(actionId)
        .orElseThrow();
  }

  private NodeControls controls() {
    NodeControls none = NodeControls.untouched();
    return new NodeControls(
        none.processes(), none.containers(), none.network(), none.evidence(), intents());
  }

  @AfterEach
  void allowAll() {
    practice.cluster().access().allowAll();
    client().nodes().withName(namespace()).delete();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubernetes:label-pod",
        "kubernetes:annotate-pod",
        "kubernetes:evict-pod",
        "kubernetes:delete-pod",
        "kubernetes:revoke-service-account",
        "kubernetes:delete-secret",
        "kubernetes:cordon-node",
        "kubernetes:taint-node",
        "kubernetes:drain-node",
        "kubernetes:run-job",
        "kubernetes:debug-container",
        "kubernetes:default-deny",
        "kubernetes:freeze-new-pods",
        "kubernetes:block-image",
        "kubernetes:forbid-privileged",
        "kubernetes:forbid-exec",
        "kubernetes:forbid-program",
        "kubernetes:pause-owner",
        "kubernetes:rotate-secret"
      })
  void whatTheDescriptorAsksForIsEnoughAndReadingAloneIsRefused(String id) {
    actionId = id;
    List<Permission> permissions = action(client()).descriptor().permissions();
    Target target = target();

    try (KubernetesClient reader =
        userWith(request -> List.of("get", "list").contains(request.verb()))) {
      Outcome refused = action(reader).execute(request("r-1", target, parameters(), false));
      assertFailed(refused, Kind.REFUSED);
      assertThat(((Outcome.Failed) refused).cause()).contains("may not");
    }
    try (KubernetesClient limited =
        userWith(request -> permissions.stream().anyMatch(one -> covers(one, request)))) {
      Outcome.Succeeded done =
          succeeded(action(limited).execute(request("r-1", target, parameters(), false)));
      UndoOutcome undone =
          action(limited).undo(request("r-1", target, parameters(), false), done.beforeState());
      assertThat(undone)
          .isInstanceOf(
              action(client()).descriptor().reversible()
                  ? UndoOutcome.Undone.class
                  : UndoOutcome.Failed.class);
    }
  }

  static boolean covers(Permission permission, RequestInfo request) {
    String resource =
        request.subresource().isEmpty()
            ? request.resource()
            : request.resource() + "/" + request.subresource();
    return permission.apiGroup().equals(request.group())
        && permission.resource().equals(resource)
        && permission.verbs().contains(request.verb());
  }

  private KubernetesClient userWith(Predicate<RequestInfo> allowed) {
    String name = "limited-" + System.identityHashCode(allowed);
    practice.cluster().access().addUser(name, new User(name, List.of()));
    practice.cluster().access().limit(name, allowed);
    return practice.clientWith(name);
  }

  private Parameters parameters() {
    return switch (actionId) {
      case "kubernetes:label-pod", "kubernetes:annotate-pod" ->
          Parameters.NONE.with("key", "example.com/suspect").with("value", "true");
      case "kubernetes:run-job" -> Parameters.NONE.with("template", "collect");
      case "kubernetes:forbid-program" -> Parameters.NONE.with("program", "/usr/bin/nc");
      case "kubernetes:rotate-secret" -> Parameters.NONE.with("keys", "password");
      case "kubernetes:drain-node" -> Parameters.NONE.with("timeoutSeconds", "0");
      default -> Parameters.NONE;
    };
  }

  private Target target() {
    Class<? extends Target> kind = action(client()).descriptor().target();
    if (kind == NodeTarget.class) {
      String uid =
          create(new NodeBuilder().withNewMetadata().withName(namespace()).endMetadata().build())
              .getMetadata()
              .getUid();
      return new NodeTarget(namespace(), uid);
    }
    if (kind == WorkloadTarget.class) {
      WorkloadTarget web = workload("Deployment", "web");
      create(Fixtures.autoscaler(namespace(), "web"));
      return web;
    }
    if (kind == NamespaceTarget.class) {
      Namespace namespace = client().namespaces().withName(namespace()).get();
      return new NamespaceTarget(namespace(), namespace.getMetadata().getUid());
    }
    if (kind == SecretTarget.class) {
      String uid =
          create(
                  new SecretBuilder()
                      .withNewMetadata()
                      .withNamespace(namespace())
                      .withName("key")
                      .endMetadata()
                      .addToStringData("password", "hunter2")
                      .build())
              .getMetadata()
              .getUid();
      return new SecretTarget(namespace(), "key", uid);
    }
    create(
        new RoleBindingBuilder()
            .withNewMetadata()
            .withNamespace(namespace())
            .withName("own")
            .endMetadata()
            .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "view")
            .withSubjects(new Subject("", "ServiceAccount", "default", namespace()))
            .build());
    return bare("lone");
  }
}
