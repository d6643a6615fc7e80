package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One revision of a Deployment that a ReplicaSet keeps.
 *
 * @param images container name to image
 */
record Revision(long number, Map<String, String> images) {
  private static final String NUMBER = "deployment.kubernetes.io/revision";

  /** Of a Deployment or a ReplicaSet; empty while its controller has not numbered it. */
  static Optional<Revision> of(JsonNode workload) {
    String number = workload.path("metadata").path("annotations").path(NUMBER).asText();
    try {
      return Optional.of(new Revision(Long.parseLong(number), images(workload)));
    } catch (NumberFormatException notNumbered) {
      return Optional.empty();
    }
  }

  static Map<String, String> images(JsonNode workload) {
    Map<String, String> images = new LinkedHashMap<>();
    TemplateContainer.of(workload).forEach(one -> images.put(one.name(), one.image()));
    return images;
  }
}
