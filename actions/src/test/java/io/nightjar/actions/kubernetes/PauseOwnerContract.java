package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.nightjar.actions.Action;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.Standing;
import io.nightjar.actions.Target;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.actions.WorkloadTarget;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Argo CD, Flux and KEDA are tried where the cluster knows their objects. */
abstract class PauseOwnerContract extends TargetActionContract {

  @Override
  Map<String, String> needs() {
    return Map.of("autoscaling/v2", "HorizontalPodAutoscaler");
  }

  @Override
  Action action(KubernetesClient client) {
    return new PauseOwner(client);
  }

  @Override
  WorkloadTarget prepared() {
    WorkloadTarget web = workload("Deployment", "web");
    create(Fixtures.autoscaler(namespace(), "web"));
    return web;
  }

  @Override
  JsonNode world(Target target) {
    ObjectNode world = JsonNodeFactory.instance.objectNode();
    world.set("workload", snapshot(Deployment.class, "web"));
    world.set("autoscaler", snapshot(HorizontalPodAutoscaler.class, "web"));
    return world;
  }

  /** An object of a custom type in this test's namespace; the test ends where there is no such. */
  private <T extends HasMetadata> void custom(Class<T> type, String yaml) {
    assumeTrue(client().supports(type), "the cluster does not know " + type.getSimpleName());
    T wanted =
        client()
            .getKubernetesSerialization()
            .unmarshal("---\n" + yaml.formatted(namespace(), namespace()), type);
    create(wanted);
  }

  private void application(String name, String more) {
    custom(
        CustomTypes.ArgoApplication.class,
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: %s, namespace: %%s}
        spec:
          project: default
          source: {repoURL: "https://git.example.com/shop", path: web}
          destination: {server: "https://kubernetes.default.svc"}
          syncPolicy: {automated: {prune: true, selfHeal: true}, syncOptions: [CreateNamespace=true]}
        %s
        """
            .formatted(name, more));
  }

  private static final String LISTS_WEB =
      "status: {resources: [{group: apps, kind: Deployment, namespace: %2$s, name: web}]}";

  @Test
  void anAutoscalerScalesInNoDirectionAndKeepsItsBounds() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target);
    assertThat(done.changes())
        .containsExactly(
            "HorizontalPodAutoscaler %s/web: no longer scales, neither up nor down"
                .formatted(namespace()));
    JsonNode spec = snapshot(HorizontalPodAutoscaler.class, "web").path("spec");
    assertThat(spec.at("/behavior/scaleUp/selectPolicy").asText()).isEqualTo("Disabled");
    assertThat(spec.at("/behavior/scaleDown/selectPolicy").asText()).isEqualTo("Disabled");
    assertThat(spec.path("maxReplicas").asInt()).isEqualTo(3);
  }

  @Test
  void anApplicationIsNoLongerSynchronisedByItselfAndGetsItsPolicyBack() {
    application("shop", LISTS_WEB);
    WorkloadTarget target = prepared();
    JsonNode before = snapshot(CustomTypes.ArgoApplication.class, "shop");

    Outcome.Succeeded done = succeed(target);

    assertThat(done.changes()).hasSize(2);
    assertThat(done.warnings()).anyMatch(one -> one.startsWith("whatever else it manages"));
    assertThat(
            snapshot(CustomTypes.ArgoApplication.class, "shop").at("/spec/syncPolicy").toString())
        .isEqualTo("{\"syncOptions\":[\"CreateNamespace=true\"]}");
    assertThat(takeBack(target, done, false))
        .isEqualTo(
            new UndoOutcome.Undone(
                List.of(
                    "Application %s/shop goes on".formatted(namespace()),
                    "HorizontalPodAutoscaler %s/web goes on".formatted(namespace()))));
    assertThat(snapshot(CustomTypes.ArgoApplication.class, "shop")).isEqualTo(before);
  }

  @Test
  void anApplicationThatDoesNotListItIsLeftAloneWhateverTheWorkloadSays() {
    application(
        "security",
        "status: {resources: [{group: apps, kind: Deployment, namespace: %2$s, name: other}]}");
    WorkloadTarget target = workload("Deployment", "web");
    annotate("argocd.argoproj.io/tracking-id", "security:apps/Deployment:x/web");
    JsonNode before = snapshot(CustomTypes.ArgoApplication.class, "security");
    Outcome outcome = execute(target);
    assertThat(outcome).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(((Outcome.NothingToDo) outcome).why()).contains("none lists it");
    assertThat(snapshot(CustomTypes.ArgoApplication.class, "security")).isEqualTo(before);
  }

  @Test
  void aKustomizationIsSuspendedWhenItsInventoryHasTheWorkload() {
    custom(
        CustomTypes.FluxKustomization.class,
        """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: apps, namespace: %s}
        spec:
          interval: 10m
          prune: true
          path: ./web
          sourceRef: {kind: GitRepository, name: fleet}
        status: {inventory: {entries: [{id: "%s_web_apps_Deployment", v: v1}]}}
        """);
    WorkloadTarget target = workload("Deployment", "web");
    label("kustomize.toolkit.fluxcd.io/name", "apps");
    label("kustomize.toolkit.fluxcd.io/namespace", namespace());
    JsonNode before = snapshot(CustomTypes.FluxKustomization.class, "apps");

    Outcome.Succeeded done = succeed(target);

    assertThat(
            snapshot(CustomTypes.FluxKustomization.class, "apps").at("/spec/suspend").asBoolean())
        .isTrue();
    assertThat(execute(target)).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(CustomTypes.FluxKustomization.class, "apps")).isEqualTo(before);
  }

  @Test
  void aHelmReleaseIsSuspendedWhenTheWorkloadIsOfItsRelease() {
    custom(
        CustomTypes.FluxHelmRelease.class,
        """
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: web, namespace: %s}
        spec:
          interval: 10m
          chartRef: {kind: OCIRepository, name: web}
        status:
          history:
            - {name: web, namespace: "%s", version: 1, digest: "sha256:0", status: deployed,
               chartName: web, chartVersion: 1.0.0, configDigest: "sha256:0",
               firstDeployed: "2026-01-01T00:00:00Z", lastDeployed: "2026-01-01T00:00:00Z"}
        """);
    WorkloadTarget target = workload("Deployment", "web");
    label("helm.toolkit.fluxcd.io/name", "web");
    label("helm.toolkit.fluxcd.io/namespace", namespace());
    assertThat(((Outcome.NothingToDo) execute(target)).why()).contains("does not list it");
    annotate("meta.helm.sh/release-name", "web");
    annotate("meta.helm.sh/release-namespace", namespace());

    Outcome.Succeeded done = succeed(target);

    assertThat(snapshot(CustomTypes.FluxHelmRelease.class, "web").at("/spec/suspend").asBoolean())
        .isTrue();
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(CustomTypes.FluxHelmRelease.class, "web").at("/spec").has("suspend"))
        .isFalse();
  }

  @Test
  void aScaledObjectIsPausedAndNotTheAutoscalerThatKedaMakesOfIt() {
    custom(
        CustomTypes.KedaScaledObject.class,
        """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: web-queue, namespace: %s}
        spec:
          scaleTargetRef: {name: web}
          triggers: [{type: cron, metadata: {timezone: UTC, start: 0 8 * * *, end: 0 20 * * *, desiredReplicas: "3"}}]
        """);
    WorkloadTarget target = workload("Deployment", "web");
    create(
        new HorizontalPodAutoscalerBuilder(Fixtures.autoscaler(namespace(), "web"))
            .editMetadata()
            .addToLabels("scaledobject.keda.sh/name", "web-queue")
            .endMetadata()
            .build());

    Outcome.Succeeded done = succeed(target);

    assertThat(done.changes())
        .containsExactly(
            "ScaledObject %s/web-queue: paused: the count stays as it is".formatted(namespace()));
    assertThat(
            snapshot(CustomTypes.KedaScaledObject.class, "web-queue")
                .path("metadata")
                .path("annotations")
                .path("autoscaling.keda.sh/paused")
                .asText())
        .isEqualTo("true");
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(
            snapshot(CustomTypes.KedaScaledObject.class, "web-queue")
                .path("metadata")
                .has("annotations"))
        .isFalse();
  }

  @Test
  void onlyTheOwnersThatWereAskedForArePaused() {
    application("shop", LISTS_WEB);
    WorkloadTarget target = prepared();
    succeed(target, Parameters.NONE.with("owners", "argo"));
    assertThat(snapshot(HorizontalPodAutoscaler.class, "web").path("spec").has("behavior"))
        .isFalse();
    assertFailed(execute(target, Parameters.NONE.with("owners", "helm")), Kind.UNSUPPORTED);
  }

  @Test
  void theUndoIsRefusedWhenSomebodyChangedItSince() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target);
    edit("{\"spec\":{\"behavior\":{\"scaleUp\":{\"selectPolicy\":\"Max\"}}}}");
    assertThat(refuseToTakeBack(target, done).difference())
        .singleElement()
        .asString()
        .contains("/spec/behavior/scaleUp/selectPolicy: left \"Disabled\", now \"Max\"");
    assertThat(
            action(client())
                .standing(request("r-1", target, parameters(), false), done.beforeState()))
        .isInstanceOf(Standing.Reverted.class);
  }

  @Test
  void whatElseIsReleasedMeanwhileDoesNotForbidTheUndo() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target);
    edit("{\"spec\":{\"maxReplicas\":5}}");
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(HorizontalPodAutoscaler.class, "web").at("/spec/maxReplicas").asInt())
        .isEqualTo(5);
  }

  @Test
  void theUndoNeedsNoWorkload() {
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target);
    client().apps().deployments().inNamespace(namespace()).withName("web").delete();
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    assertThat(snapshot(HorizontalPodAutoscaler.class, "web").path("spec").has("behavior"))
        .isFalse();
  }

  @Test
  void anOwnerThatIsGoneDoesNotKeepTheOthersPaused() {
    application("shop", LISTS_WEB);
    WorkloadTarget target = prepared();
    Outcome.Succeeded done = succeed(target);
    client()
        .resources(CustomTypes.ArgoApplication.class)
        .inNamespace(namespace())
        .withName("shop")
        .delete();
    assertThat(takeBack(target, done, false)).isInstanceOf(UndoOutcome.Undone.class);
    client()
        .resources(HorizontalPodAutoscaler.class)
        .inNamespace(namespace())
        .withName("web")
        .delete();
    assertThat(refuseToTakeBack(target, done).difference()).hasSize(2);
  }

  @Test
  void aWorkloadThatNothingManagesNeedsNothing() {
    Outcome outcome = execute(workload("Deployment", "web"));
    assertThat(((Outcome.NothingToDo) outcome).why())
        .isEqualTo("nothing that can be paused manages Deployment " + namespace() + "/web");
  }

  private void edit(String patch) {
    client()
        .resources(HorizontalPodAutoscaler.class)
        .inNamespace(namespace())
        .withName("web")
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }

  private void label(String key, String value) {
    metadata(Map.of("labels", Map.of(key, value)));
  }

  private void annotate(String key, String value) {
    metadata(Map.of("annotations", Map.of(key, value)));
  }

  private void metadata(Map<String, Map<String, String>> metadata) {
    client()
        .resources(Deployment.class)
        .inNamespace(namespace())
        .withName("web")
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            client().getKubernetesSerialization().asJson(Map.of("metadata", metadata)));
  }
}
