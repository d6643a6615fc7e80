package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One container of a pod template and where it stands.
 *
 * @param list {@code containers} or {@code initContainers}
 * @param index in that list
 */
record TemplateContainer(String list, int index, String name, String image, JsonNode json) {

  /** All of them; names are unique in a template. */
  static List<TemplateContainer> of(JsonNode workload) {
    List<TemplateContainer> found = new ArrayList<>();
    for (String list : List.of("initContainers", "containers")) {
      int index = 0;
      for (JsonNode json : workload.at("/spec/template/spec").path(list)) {
        found.add(
            new TemplateContainer(
                list, index++, json.path("name").asText(), json.path("image").asText(), json));
      }
    }
    return found;
  }

  /** Path of one of its fields in the workload. */
  String[] path(String... fields) {
    List<String> path =
        new ArrayList<>(List.of("spec", "template", "spec", list, String.valueOf(index)));
    path.addAll(List.of(fields));
    return path.toArray(String[]::new);
  }
}
