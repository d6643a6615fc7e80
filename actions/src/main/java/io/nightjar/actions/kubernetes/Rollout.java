package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Whether a changed template reaches the running pods by itself. */
final class Rollout {
  private Rollout() {}

  static List<String> warnings(JsonNode workload) {
    List<String> warnings = new ArrayList<>();
    JsonNode spec = workload.path("spec");
    if (spec.path("paused").asBoolean()) {
      warnings.add("its rollout is paused: running pods stay as they are until it is resumed");
    }
    if (spec.path("updateStrategy").path("type").asText().equals("OnDelete")) {
      warnings.add("it updates on delete: running pods stay as they are until they are deleted");
    }
    return List.copyOf(warnings);
  }
}
