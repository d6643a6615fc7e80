package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.WorkloadTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what manages a workload from outside and can be paused.
 *
 * <p>What the workload says of itself is only a hint, for whoever may write it may write anything:
 * an Application or a Kustomization counts when it lists the workload among what it made, a
 * HelmRelease when the release is its own, an autoscaler when it aims at the workload.
 */
final class Owners {
  private static final String KUSTOMIZE = "kustomize.toolkit.fluxcd.io/";
  private static final String HELM = "helm.toolkit.fluxcd.io/";
  private static final String ARGO = "argocd.argoproj.io/tracking-id";
  private static final String KEDA = "scaledobject.keda.sh/name";

  private final ClusterObjects cluster;
  private final WorkloadTarget target;
  private final ObjectNode workload;
  private final List<Owner> found = new ArrayList<>();
  private final List<String> doubts = new ArrayList<>();

  private Owners(ClusterObjects cluster, WorkloadTarget target, ObjectNode workload) {
    this.cluster = cluster;
    this.target = target;
    this.workload = workload;
  }

  /** One object that manages the workload, as it was read. */
  record Owner(OwnerKind kind, ObjectNode json) {
    String namespace() {
      return json.at("/metadata/namespace").asText();
    }

    String name() {
      return json.at("/metadata/name").asText();
    }

    String uid() {
      return json.at("/metadata/uid").asText();
    }
  }

  /**
   * @param doubts what the workload says of its owners and the cluster does not confirm
   */
  record All(List<Owner> found, List<String> doubts) {
    All {
      found = List.copyOf(found);
      doubts = List.copyOf(doubts);
    }
  }

  /** Throws what the client throws. */
  static All of(ClusterObjects cluster, WorkloadTarget target, ObjectNode workload) {
    Owners owners = new Owners(cluster, target, workload);
    owners.applications();
    owners.labelled(OwnerKind.KUSTOMIZATION, KUSTOMIZE);
    owners.labelled(OwnerKind.HELM_RELEASE, HELM);
    owners.scaledObjects();
    owners.autoscalers();
    return new All(owners.found, owners.doubts);
  }

  private void applications() {
    if (!cluster.supports(OwnerKind.APPLICATION.type())) {
      return;
    }
    String tracked = metadata("annotations", ARGO).replaceFirst(":.*", "");
    List<ObjectNode> named = new ArrayList<>();
    int before = found.size();
    for (HasMetadata one : cluster.list(OwnerKind.APPLICATION.type(), "")) {
      ObjectNode application = cluster.json(one);
      if (holds(application.at("/status/resources"))) {
        found.add(new Owner(OwnerKind.APPLICATION, application));
      } else if (!tracked.isEmpty() && isTracked(application, tracked)) {
        named.add(application);
      }
    }
    if (found.size() == before && named.size() == 1 && isUnsynchronised(named.getFirst())) {
      found.add(new Owner(OwnerKind.APPLICATION, named.getFirst()));
    } else if (found.size() == before && !tracked.isEmpty()) {
      doubts.add(
          "it says that Argo CD's Application "
              + DisplayText.of(tracked)
              + " manages it, but none lists it: nothing of Argo CD was paused");
    }
  }

  /**
   * As Argo CD tells the Application in the tracking id, with its namespace where there are any.
   */
  private static boolean isTracked(JsonNode application, String tracked) {
    String name = application.at("/metadata/name").asText();
    return tracked.equals(name)
        || tracked.equals(application.at("/metadata/namespace").asText() + "_" + name);
  }

  private static boolean isUnsynchronised(JsonNode application) {
    return application.at("/status/resources").isEmpty();
  }

  private boolean holds(JsonNode resources) {
    for (JsonNode one : resources) {
      if (one.path("kind").asText().equals(target.kind())
          && one.path("group").asText().equals(group())
          && one.path("namespace").asText().equals(target.namespace())
          && one.path("name").asText().equals(target.name())) {
        return true;
      }
    }
    return false;
  }

  private void labelled(OwnerKind kind, String prefix) {
    String name = metadata("labels", prefix + "name");
    String namespace = metadata("labels", prefix + "namespace");
    if (name.isEmpty() || namespace.isEmpty() || !cluster.supports(kind.type())) {
      return;
    }
    Optional<ObjectNode> owner = cluster.get(kind.type(), namespace, name).map(cluster::json);
    boolean confirmed =
        owner.isPresent()
            && (kind == OwnerKind.KUSTOMIZATION
                ? isInInventory(owner.get())
                : isItsRelease(owner.get()));
    if (confirmed) {
      found.add(new Owner(kind, owner.get()));
    } else {
      doubts.add(
          "it says that %s %s manages it, but that one %s: it was not paused"
              .formatted(
                  kind.kind(),
                  DisplayText.of(namespace + "/" + name),
                  owner.isPresent() ? "does not list it" : "is not there"));
    }
  }

  /** Source: Flux, Kustomization status: {@code <namespace>_<name>_<group>_<kind>}. */
  private boolean isInInventory(JsonNode kustomization) {
    String id = String.join("_", target.namespace(), target.name(), group(), target.kind());
    for (JsonNode entry : kustomization.at("/status/inventory/entries")) {
      if (entry.path("id").asText().equals(id)) {
        return true;
      }
    }
    return false;
  }

  /** Before its first release it has no history, and so made nothing. */
  private boolean isItsRelease(JsonNode helmRelease) {
    JsonNode newest = helmRelease.at("/status/history/0");
    return newest.path("name").isTextual()
        && newest.path("name").asText().equals(metadata("annotations", "meta.helm.sh/release-name"))
        && newest
            .path("namespace")
            .asText()
            .equals(metadata("annotations", "meta.helm.sh/release-namespace"));
  }

  private void scaledObjects() {
    if (cluster.supports(OwnerKind.SCALED_OBJECT.type())) {
      aiming(OwnerKind.SCALED_OBJECT);
    }
  }

  /** KEDA makes an autoscaler of its own, and would put a change of that one back. */
  private void autoscalers() {
    aiming(OwnerKind.AUTOSCALER);
    found.removeIf(
        one ->
            one.kind() == OwnerKind.AUTOSCALER
                && found.stream()
                    .filter(other -> other.kind() == OwnerKind.SCALED_OBJECT)
                    .anyMatch(other -> other.name().equals(kedaName(one))));
  }

  private static String kedaName(Owner autoscaler) {
    return autoscaler.json().path("metadata").path("labels").path(KEDA).asText();
  }

  private void aiming(OwnerKind kind) {
    for (HasMetadata one : cluster.list(kind.type(), target.namespace())) {
      ObjectNode json = cluster.json(one);
      JsonNode aim = json.at("/spec/scaleTargetRef");
      // KEDA's default
      String aimed = aim.path("kind").asText("Deployment");
      String version = aim.path("apiVersion").asText("apps/v1");
      if (aimed.equals(target.kind())
          && version.startsWith(group() + "/")
          && aim.path("name").asText().equals(target.name())) {
        found.add(new Owner(kind, json));
      }
    }
  }

  private String metadata(String map, String key) {
    return workload.path("metadata").path(map).path(key).asText();
  }

  private String group() {
    String version = workload.path("apiVersion").asText();
    return version.contains("/") ? version.substring(0, version.indexOf('/')) : "";
  }
}
