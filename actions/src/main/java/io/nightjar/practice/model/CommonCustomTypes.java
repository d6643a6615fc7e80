package io.nightjar.practice.model;

import static io.nightjar.practice.model.ResourceType.clusterWide;
import static io.nightjar.practice.model.ResourceType.namespaced;

/**
 * Types of custom resource definitions that many clusters have, to be added to a {@link
 * ResourceCatalog} where they matter. Their controllers are not here: objects are kept, and nothing
 * acts on them.
 */
public final class CommonCustomTypes {
  public static final ResourceType ARGO_APPLICATIONS =
      namespaced("argoproj.io/v1alpha1", "applications", "Application", "app");
  public static final ResourceType FLUX_KUSTOMIZATIONS =
      namespaced("kustomize.toolkit.fluxcd.io/v1", "kustomizations", "Kustomization", "ks");
  public static final ResourceType FLUX_HELM_RELEASES =
      namespaced("helm.toolkit.fluxcd.io/v2", "helmreleases", "HelmRelease", "hr");
  public static final ResourceType KEDA_SCALED_OBJECTS =
      namespaced("keda.sh/v1alpha1", "scaledobjects", "ScaledObject", "so");

  public static final ResourceType KYVERNO_CLUSTER_POLICIES =
      clusterWide("kyverno.io/v1", "clusterpolicies", "ClusterPolicy", "cpol");
  public static final ResourceType TETRAGON_POLICIES =
      namespaced("cilium.io/v1alpha1", "tracingpoliciesnamespaced", "TracingPolicyNamespaced");

  private CommonCustomTypes() {}

  /** Of a cluster with Argo CD, Flux, KEDA, Kyverno and Tetragon. */
  public static ResourceCatalog all() {
    return ResourceCatalog.standard()
        .with(
            ARGO_APPLICATIONS,
            FLUX_KUSTOMIZATIONS,
            FLUX_HELM_RELEASES,
            KEDA_SCALED_OBJECTS,
            KYVERNO_CLUSTER_POLICIES,
            TETRAGON_POLICIES);
  }
}
