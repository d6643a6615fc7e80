package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * Objects of other projects' custom resource definitions that the actions read or make. They keep
 * every field as it came: nothing of them is modelled but where they are found.
 */
final class CustomTypes {
  private CustomTypes() {}

  /** With the kind and version of its class, so that a new one can be sent as it is. */
  abstract static class Custom extends GenericKubernetesResource {
    private static final long serialVersionUID = 1;

    Custom() {
      setApiVersion(HasMetadata.getApiVersion(getClass()));
      setKind(HasMetadata.getKind(getClass()));
    }
  }

  /** Source: Argo CD, declarative setup. */
  @Group("argoproj.io")
  @Version("v1alpha1")
  @Kind("Application")
  @Plural("applications")
  static final class ArgoApplication extends Custom implements Namespaced {
    private static final long serialVersionUID = 1;
  }

  /** Source: Flux, kustomize API. */
  @Group("kustomize.toolkit.fluxcd.io")
  @Version("v1")
  @Kind("Kustomization")
  @Plural("kustomizations")
  static final class FluxKustomization extends Custom implements Namespaced {
    private static final long serialVersionUID = 1;
  }

  /** Source: Flux, helm API. */
  @Group("helm.toolkit.fluxcd.io")
  @Version("v2")
  @Kind("HelmRelease")
  @Plural("helmreleases")
  static final class FluxHelmRelease extends Custom implements Namespaced {
    private static final long serialVersionUID = 1;
  }

  /** Source: KEDA, scaling deployments. */
  @Group("keda.sh")
  @Version("v1alpha1")
  @Kind("ScaledObject")
  @Plural("scaledobjects")
  static final class KedaScaledObject extends Custom implements Namespaced {
    private static final long serialVersionUID = 1;
  }

  /** Source: Kyverno, ClusterPolicy. */
  @Group("kyverno.io")
  @Version("v1")
  @Kind("ClusterPolicy")
  @Plural("clusterpolicies")
  static final class KyvernoClusterPolicy extends Custom {
    private static final long serialVersionUID = 1;
  }

  /** Source: Tetragon, TracingPolicy. */
  @Group("cilium.io")
  @Version("v1alpha1")
  @Kind("TracingPolicyNamespaced")
  @Plural("tracingpoliciesnamespaced")
  static final class TetragonPolicy extends Custom implements Namespaced {
    private static final long serialVersionUID = 1;
  }
}
