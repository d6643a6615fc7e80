package io.nightjar.ingest.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.ContainerInfo;
import io.nightjar.actions.cluster.PodInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pod that the API server answered with, before the watches know it. */
final class AuditedPod {
  private static final List<String> CONTAINERS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private AuditedPod() {}

  /** Null where the answer is no pod with a name and a UID. */
  static @Nullable PodInfo read(JsonNode answer) {
    JsonNode metadata = answer.path("metadata");
    String uid = metadata.path("uid").asText("");
    String name = metadata.path("name").asText("");
    String namespace = metadata.path("namespace").asText("");
    if (!answer.path("kind").asText("").equals("Pod") || uid.isEmpty() || name.isEmpty()) {
      return null;
    }
    Map<String, String> labels = new TreeMap<>();
    metadata
        .path("labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText("")));
    JsonNode spec = answer.path("spec");
    return new PodInfo(
        new PodTarget(namespace, name, uid),
        spec.path("nodeName").asText(""),
        labels,
        owner(metadata, namespace),
        PodInfo.Phase.NOT_READY,
        spec.path("hostNetwork").asBoolean(false),
        containers(spec));
  }

  private static @Nullable WorkloadTarget owner(JsonNode metadata, String namespace) {
    for (JsonNode owner : metadata.path("ownerReferences")) {
      String kind = owner.path("kind").asText("");
      if (owner.path("controller").asBoolean(false) && !kind.equals("Node")) {
        return new WorkloadTarget(
            kind, namespace, owner.path("name").asText(""), owner.path("uid").asText(""));
      }
    }
    return null;
  }

  private static List<ContainerInfo> containers(JsonNode spec) {
    List<ContainerInfo> all = new ArrayList<>();
    for (String kind : CONTAINERS) {
      for (JsonNode container : spec.path(kind)) {
        all.add(
            new ContainerInfo(
                container.path("name").asText(""),
                "",
                container.path("image").asText(""),
                container.path("securityContext").path("privileged").asBoolean(false)));
      }
    }
    return all;
  }

  /** Name of the last debug container of a request; 1.20 has an object of its own for them. */
  static String newestDebugContainer(JsonNode event) {
    JsonNode request = event.path("requestObject");
    JsonNode debug =
        request.has("ephemeralContainers")
            ? request.path("ephemeralContainers")
            : request.path("spec").path("ephemeralContainers");
    return debug.path(debug.size() - 1).path("name").asText("");
  }
}
