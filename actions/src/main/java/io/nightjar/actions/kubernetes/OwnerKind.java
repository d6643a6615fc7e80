package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.kubernetes.CustomTypes.ArgoApplication;
import io.nightjar.actions.kubernetes.CustomTypes.FluxHelmRelease;
import io.nightjar.actions.kubernetes.CustomTypes.FluxKustomization;
import io.nightjar.actions.kubernetes.CustomTypes.KedaScaledObject;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What may put a containment back and can be told to leave it: how each is paused, as its own
 * documentation says.
 *
 * <ul>
 *   <li>Argo CD, automated sync policy: without {@code spec.syncPolicy.automated} an Application is
 *       compared and shown as out of sync, and synchronised by hand only.
 *   <li>Flux, suspend and resume: {@code spec.suspend}, which {@code flux suspend} sets.
 *   <li>Kubernetes, horizontal pod autoscaling: {@code selectPolicy: Disabled} turns scaling off in
 *       one direction; bounds and metrics stay. A count of zero pauses it anyway.
 *   <li>KEDA, pause autoscaling: the annotation {@code autoscaling.keda.sh/paused}.
 * </ul>
 */
enum OwnerKind {
  APPLICATION(
      "Application",
      "argo",
      ArgoApplication.class,
      new Permission("argoproj.io", "applications", List.of("get", "list", "patch")),
      "spec",
      "syncPolicy",
      "automated") {
    @Override
    EditPlan plan(ObjectNode application) {
      JsonNode automated = application.at("/spec/syncPolicy/automated");
      JsonNode enabled = automated.path("enabled");
      if (!automated.isObject() || (enabled.isBoolean() && !enabled.booleanValue())) {
        return new EditPlan.Nothing("it is synchronised by hand only");
      }
      boolean syncs = application.at("/status/operationState/phase").asText().equals("Running");
      return edit(
          ObjectPatch.of(application).remove("spec", "syncPolicy", "automated"),
          application,
          "no longer synchronised by itself: its automated sync policy is removed",
          syncs
              ? List.of("a synchronisation runs at this moment, and may still put things back")
              : List.of());
    }
  },
  KUSTOMIZATION(
      "Kustomization",
      "flux",
      FluxKustomization.class,
      new Permission("kustomize.toolkit.fluxcd.io", "kustomizations", List.of("get", "patch")),
      "spec",
      "suspend") {
    @Override
    EditPlan plan(ObjectNode kustomization) {
      return suspend(kustomization);
    }
  },
  HELM_RELEASE(
      "HelmRelease",
      "flux",
      FluxHelmRelease.class,
      new Permission("helm.toolkit.fluxcd.io", "helmreleases", List.of("get", "patch")),
      "spec",
      "suspend") {
    @Override
    EditPlan plan(ObjectNode release) {
      return suspend(release);
    }
  },
  AUTOSCALER(
      "HorizontalPodAutoscaler",
      "hpa",
      HorizontalPodAutoscaler.class,
      new Permission("autoscaling", "horizontalpodautoscalers", List.of("get", "list", "patch")),
      "spec",
      "behavior") {
    @Override
    EditPlan plan(ObjectNode autoscaler) {
      if (isDisabled(autoscaler, "scaleUp") && isDisabled(autoscaler, "scaleDown")) {
        return new EditPlan.Nothing("it scales in no direction");
      }
      TextNode disabled = TextNode.valueOf(DISABLED);
      return edit(
          ObjectPatch.of(autoscaler)
              .set(disabled, "spec", "behavior", "scaleUp", SELECT_POLICY)
              .set(disabled, "spec", "behavior", "scaleDown", SELECT_POLICY),
          autoscaler,
          "no longer scales, neither up nor down",
          List.of("a count outside of its bounds it still brings back into them, but not from 0"));
    }
  },
  SCALED_OBJECT(
      "ScaledObject",
      "keda",
      KedaScaledObject.class,
      new Permission("keda.sh", "scaledobjects", List.of("get", "list", "patch")),
      "metadata",
      "annotations",
      "autoscaling.keda.sh/paused") {
    @Override
    EditPlan plan(ObjectNode scaled) {
      JsonNode annotations = scaled.path("metadata").path("annotations");
      String count = annotations.path("autoscaling.keda.sh/paused-replicas").asText();
      if (!count.isEmpty()) {
        return new EditPlan.Nothing("it is paused at a count that somebody chose");
      }
      if (annotations.path(KEDA_PAUSED).asText().equals("true")) {
        return new EditPlan.Nothing("it is paused");
      }
      return edit(
          ObjectPatch.of(scaled).set("true", "metadata", "annotations", KEDA_PAUSED),
          scaled,
          "paused: the count stays as it is",
          List.of());
    }
  };

  private static final String DISABLED = "Disabled";
  private static final String SELECT_POLICY = "selectPolicy";
  private static final String KEDA_PAUSED = "autoscaling.keda.sh/paused";

  private final String kind;
  private final String tool;
  private final Class<? extends HasMetadata> type;

  // a record of texts
  @SuppressWarnings("ImmutableEnumChecker")
  private final Permission permission;

  // never written to
  @SuppressWarnings("ImmutableEnumChecker")
  private final String[] field;

  /**
   * @param field what pausing changes, and where another's change forbids the undo
   */
  OwnerKind(
      String kind,
      String tool,
      Class<? extends HasMetadata> type,
      Permission permission,
      String... field) {
    this.kind = kind;
    this.tool = tool;
    this.type = type;
    this.permission = permission;
    this.field = field;
  }

  /** What pauses such an object as it was read. */
  abstract EditPlan plan(ObjectNode owner);

  Class<? extends HasMetadata> type() {
    return type;
  }

  String kind() {
    return kind;
  }

  /** What the parameter {@code owners} calls it. */
  String tool() {
    return tool;
  }

  /** Whether other objects wait with the workload. */
  boolean managesMore() {
    return this != AUTOSCALER && this != SCALED_OBJECT;
  }

  static List<String> tools() {
    return Arrays.stream(values()).map(OwnerKind::tool).distinct().toList();
  }

  static Optional<OwnerKind> of(String kind) {
    return Arrays.stream(values()).filter(one -> one.kind.equals(kind)).findFirst();
  }

  static List<Permission> permissions() {
    return Arrays.stream(values()).map(one -> one.permission).toList();
  }

  /** Only what pausing changes: whatever else is released meanwhile does not forbid the undo. */
  Edited.Watched watched() {
    StringBuilder pointer = new StringBuilder();
    for (String segment : field) {
      pointer.append('/').append(segment.replace("~", "~0").replace("/", "~1"));
    }
    return Edited.Watched.at(pointer.toString());
  }

  void restore(ObjectPatch patch, JsonNode before) {
    BeforeParts.restore(patch, before, field);
  }

  EditPlan edit(ObjectPatch patch, ObjectNode owner, String change, List<String> warnings) {
    return new EditPlan.Edit(patch, BeforeParts.of(owner, field), List.of(change), warnings);
  }

  EditPlan suspend(ObjectNode owner) {
    return owner.at("/spec/suspend").asBoolean()
        ? new EditPlan.Nothing("it is suspended")
        : edit(
            ObjectPatch.of(owner).set(BooleanNode.TRUE, "spec", "suspend"),
            owner,
            "suspended: Flux no longer reconciles it",
            List.of());
  }

  private static boolean isDisabled(JsonNode autoscaler, String direction) {
    return autoscaler
        .path("spec")
        .path("behavior")
        .path(direction)
        .path(SELECT_POLICY)
        .asText()
        .equals(DISABLED);
  }
}
