package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** A pod template while it is being changed, step by step; each step sees what those before did. */
final class TemplateDraft {
  private final ObjectPatch patch;
  private final List<String> changes = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  TemplateDraft(ObjectNode workload) {
    this.patch = ObjectPatch.of(workload);
  }

  /** The pod's spec as it is now. */
  JsonNode pod() {
    return patch.result().at("/spec/template/spec");
  }

  /** The containers and init containers as they are now. */
  List<TemplateContainer> containers() {
    return TemplateContainer.of(patch.result());
  }

  /**
   * @param field segments parted by slashes
   */
  void setPod(JsonNode value, String field) {
    patch.set(value, TemplateFields.podPath(field));
  }

  void removePod(String field) {
    patch.remove(TemplateFields.podPath(field));
  }

  /**
   * @param field segments parted by slashes
   */
  void set(TemplateContainer container, JsonNode value, String field) {
    patch.set(value, container.path(field.split("/")));
  }

  void changed(String sentence) {
    changes.add(sentence);
  }

  void warn(String sentence) {
    warnings.add(sentence);
  }

  ObjectPatch patch() {
    return patch;
  }

  List<String> changes() {
    return changes;
  }

  List<String> warnings() {
    return warnings;
  }
}
