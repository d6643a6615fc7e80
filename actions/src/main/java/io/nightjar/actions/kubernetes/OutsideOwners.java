package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.DisplayText;
import java.util.ArrayList;
import java.util.List;

/** Who else manages a workload from outside the cluster and may put back what Nightjar changes. */
final class OutsideOwners {
  private OutsideOwners() {}

  /** One warning for each tool that the object's metadata names. */
  static List<String> of(JsonNode workload) {
    JsonNode metadata = workload.path("metadata");
    JsonNode labels = metadata.path("labels");
    JsonNode annotations = metadata.path("annotations");
    List<String> warnings = new ArrayList<>();
    if (annotations.has("argocd.argoproj.io/tracking-id")
        || labels.has("argocd.argoproj.io/instance")
        || isManager(metadata, "argocd-controller")
        || isManager(metadata, "argocd-application-controller")) {
      warnings.add(
          "Argo CD manages it"
              + named(
                  annotations.path("argocd.argoproj.io/tracking-id"),
                  labels.path("argocd.argoproj.io/instance"))
              + ": with self-heal it puts the change back within seconds");
    }
    boolean fluxHelm = labels.has("helm.toolkit.fluxcd.io/name");
    if (labels.has("kustomize.toolkit.fluxcd.io/name")
        || fluxHelm
        || isManager(metadata, "kustomize-controller")) {
      warnings.add(
          "Flux manages it"
              + named(
                  labels.path("kustomize.toolkit.fluxcd.io/name"),
                  labels.path("helm.toolkit.fluxcd.io/name"))
              + ": it may put the change back at its next reconciliation");
    } else if (annotations.has("meta.helm.sh/release-name")
        || labels.path("app.kubernetes.io/managed-by").asText().equals("Helm")) {
      warnings.add(
          "Helm manages it"
              + named(
                  annotations.path("meta.helm.sh/release-name"),
                  annotations.path("meta.helm.sh/release-namespace"))
              + ": the next upgrade may put the change back");
    }
    return List.copyOf(warnings);
  }

  private static boolean isManager(JsonNode metadata, String name) {
    for (JsonNode entry : metadata.path("managedFields")) {
      if (entry.path("manager").asText().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static String named(JsonNode first, JsonNode second) {
    String name = first.asText(second.asText(""));
    return name.isEmpty() ? "" : " (" + DisplayText.of(name) + ")";
  }
}
