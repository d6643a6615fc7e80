package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.nightjar.actions.WorkloadTarget;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutsideOwnersTest {
  private static final WorkloadTarget WEB = new WorkloadTarget("Deployment", "shop", "web", "u");

  @Test
  void findsNobodyOnAPlainObject() {
    assertThat(of("{labels: {app: web, app.kubernetes.io/managed-by: hand}}")).isEmpty();
  }

  @Test
  void knowsArgoByLabelAnnotationAndWriter() {
    assertThat(of("{annotations: {argocd.argoproj.io/tracking-id: 'shop:apps/Deployment:x/web'}}"))
        .singleElement()
        .asString()
        .startsWith("Argo CD manages it (shop:apps/Deployment:x/web)");
    assertThat(of("{labels: {argocd.argoproj.io/instance: shop}}")).hasSize(1);
    assertThat(of("{managedFields: [{manager: argocd-controller}]}")).hasSize(1);
  }

  @Test
  void knowsFluxAndDoesNotTellItsHelmTwice() {
    assertThat(of("{labels: {kustomize.toolkit.fluxcd.io/name: apps}}"))
        .singleElement()
        .asString()
        .startsWith("Flux manages it (apps)");
    assertThat(
            of(
                "{labels: {helm.toolkit.fluxcd.io/name: web, app.kubernetes.io/managed-by: Helm},"
                    + " annotations: {meta.helm.sh/release-name: web}}"))
        .singleElement()
        .asString()
        .startsWith("Flux");
  }

  @Test
  void knowsHelm() {
    assertThat(of("{annotations: {meta.helm.sh/release-name: web}}"))
        .singleElement()
        .asString()
        .startsWith("Helm manages it (web)");
  }

  @Test
  void knowsTheAutoscalersOfExactlyThisWorkload() {
    assertThat(
            Autoscalers.of(
                WEB,
                List.of(
                    autoscaler("ours", "Deployment", "web", false),
                    autoscaler("other", "Deployment", "db", false),
                    autoscaler("twin", "StatefulSet", "web", false),
                    autoscaler("keda-hpa-web", "Deployment", "web", true))))
        .satisfiesExactly(
            plain -> assertThat(plain).startsWith("HorizontalPodAutoscaler ours"),
            keda -> assertThat(keda).startsWith("KEDA"));
  }

  private static List<String> of(String metadata) {
    return OutsideOwners.of(Fixtures.json("{metadata: " + metadata + "}"));
  }

  private static HorizontalPodAutoscaler autoscaler(
      String name, String kind, String target, boolean keda) {
    HorizontalPodAutoscalerBuilder builder =
        new HorizontalPodAutoscalerBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .withNewScaleTargetRef("apps/v1", kind, target)
            .endSpec();
    return keda
        ? builder.editMetadata().addToLabels("scaledobject.keda.sh/name", "s").endMetadata().build()
        : builder.build();
  }
}
