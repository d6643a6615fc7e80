package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Some fields of a pod template, so that one action restores its own and leaves those of others
 * alone.
 *
 * @param pod paths in the pod's spec, segments parted by slashes
 * @param container paths in each container, init containers too
 */
record TemplateFields(List<String> pod, List<String> container) {
  private static final String POD = "pod";
  private static final String CONTAINERS = "containers";

  /** Containers whose security context is there and empty; it would go with the last field. */
  private static final String BARE = "bare";

  private static final String CONTEXT = "securityContext";

  /** Their values; what is absent is absent, and a container without any of them too. */
  ObjectNode of(ObjectNode workload) {
    ObjectNode values = JsonNodeFactory.instance.objectNode();
    copy(workload.at("/spec/template/spec"), pod, values.putObject(POD));
    ObjectNode containers = values.putObject(CONTAINERS);
    for (TemplateContainer one : TemplateContainer.of(workload)) {
      ObjectNode own = JsonNodeFactory.instance.objectNode();
      copy(one.json(), container, own);
      if (!own.isEmpty()) {
        containers.set(one.name(), own);
      }
    }
    return values;
  }

  /** What {@link #restore} needs. */
  ObjectNode before(ObjectNode workload) {
    ObjectNode before = of(workload);
    ArrayNode bare = before.putArray(BARE);
    for (TemplateContainer one : TemplateContainer.of(workload)) {
      if (one.json().has(CONTEXT) && one.json().get(CONTEXT).isEmpty()) {
        bare.add(one.name());
      }
    }
    return before;
  }

  void restore(ObjectPatch patch, JsonNode before) {
    for (String path : pod) {
      restore(patch, before.path(POD).path(path), podPath(path));
    }
    List<String> bare = new ArrayList<>();
    before.path(BARE).forEach(name -> bare.add(name.asText()));
    for (TemplateContainer one : TemplateContainer.of(patch.result())) {
      for (String path : container) {
        JsonNode value = before.path(CONTAINERS).path(one.name()).path(path);
        restore(patch, value, one.path(path.split("/")));
      }
    }
    for (TemplateContainer one : TemplateContainer.of(patch.result())) {
      if (one.json().has(CONTEXT)
          && one.json().get(CONTEXT).isEmpty()
          && !bare.contains(one.name())) {
        patch.remove(one.path(CONTEXT));
      }
    }
  }

  static String[] podPath(String path) {
    List<String> segments = new ArrayList<>(List.of("spec", "template", "spec"));
    segments.addAll(Arrays.asList(path.split("/")));
    return segments.toArray(String[]::new);
  }

  private static void restore(ObjectPatch patch, JsonNode value, String... path) {
    if (value.isMissingNode()) {
      patch.remove(path);
    } else {
      patch.set(value, path);
    }
  }

  private static void copy(JsonNode from, List<String> paths, ObjectNode into) {
    for (String path : paths) {
      JsonNode value = from.at("/" + path);
      if (!value.isMissingNode()) {
        into.set(path, value.deepCopy());
      }
    }
  }
}
