package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.DisplayText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who else manages a workload, by its metadata, and may put back what Nightjar changes. */
final class OutsideOwners {
  private static final Set<String> OWN_GROUPS = Set.of("v1", "apps", "batch");

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
    operator(metadata).ifPresent(warnings::add);
    return List.copyOf(warnings);
  }

  /**
   * Who wrote the object last, as {@code managedFields} say; empty when they say nothing. Writers
   * of the status alone, which controllers are all the time, do not count.
   */
  static String lastWriter(JsonNode object) {
    String newest = "";
    String writer = "";
    for (JsonNode entry : object.path("metadata").path("managedFields")) {
      String time = entry.path("time").asText();
      // both are of the form 2026-11-20T03:00:00Z, which sorts as it reads
      if (entry.path("subresource").asText().isEmpty() && time.compareTo(newest) >= 0) {
        newest = time;
        writer = entry.path("manager").asText();
      }
    }
    return DisplayText.of(writer);
  }

  /** A controller of a kind that is not Kubernetes' own. */
  private static Optional<String> operator(JsonNode metadata) {
    for (JsonNode owner : metadata.path("ownerReferences")) {
      boolean own = OWN_GROUPS.contains(owner.path("apiVersion").asText().replaceFirst("/.*", ""));
      if (owner.path("controller").asBoolean() && !own) {
        return Optional.of(
            DisplayText.of(owner.path("kind").asText() + " " + owner.path("name").asText())
                + " owns it: its operator may put the change back; change that object instead");
      }
    }
    return Optional.empty();
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
