package io.nightjar.practice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError.Cause;
import io.nightjar.practice.model.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks a pod's spec: containers, their names and images, volumes and their mounts. */
final class PodSpecValidation {
  private PodSpecValidation() {}

  static List<Cause> check(String path, JsonNode spec) {
    List<Cause> causes = new ArrayList<>();
    if (spec.path("containers").isEmpty()) {
      causes.add(new Cause("FieldValueRequired", path + ".containers", "Required value"));
    }
    Set<String> volumes = new HashSet<>();
    for (ObjectNode volume : Json.objects(spec.path("volumes"))) {
      unique(causes, volumes, path + ".volumes.name", volume.path("name").asText());
    }
    for (ObjectNode claim : Json.objects(spec.path("volumeClaimTemplates"))) {
      volumes.add(Json.text(claim, "metadata.name"));
    }
    Set<String> names = new HashSet<>();
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      for (ObjectNode container : Json.objects(spec.path(list))) {
        String where = path + "." + list;
        unique(causes, names, where + ".name", container.path("name").asText());
        if (container.path("image").asText().isEmpty()) {
          causes.add(new Cause("FieldValueRequired", where + ".image", "Required value"));
        }
        escalation(causes, where + ".securityContext", container.path("securityContext"));
        mounts(causes, where + ".volumeMounts", container, volumes);
      }
    }
    return causes;
  }

  private static void escalation(List<Cause> causes, String where, JsonNode context) {
    if (context.path("allowPrivilegeEscalation").asBoolean(true)) {
      return;
    }
    if (context.path("privileged").asBoolean()) {
      causes.add(
          new Cause(
              "FieldValueInvalid",
              where,
              "Invalid value: cannot set `allowPrivilegeEscalation` to false and `privileged` to"
                  + " true"));
    }
    for (JsonNode added : context.path("capabilities").path("add")) {
      if (added.asText().equals("CAP_SYS_ADMIN")) {
        causes.add(
            new Cause(
                "FieldValueInvalid",
                where,
                "Invalid value: cannot set `allowPrivilegeEscalation` to false and"
                    + " `capabilities.Add` CAP_SYS_ADMIN"));
      }
    }
  }

  private static void mounts(
      List<Cause> causes, String where, ObjectNode container, Set<String> volumes) {
    Set<String> mountPaths = new HashSet<>();
    for (ObjectNode mount : Json.objects(container.path("volumeMounts"))) {
      String volume = mount.path("name").asText();
      if (!volumes.contains(volume)) {
        causes.add(
            new Cause("FieldValueNotFound", where + ".name", "Not found: \"" + volume + "\""));
      }
      unique(causes, mountPaths, where + ".mountPath", mount.path("mountPath").asText());
    }
  }

  private static void unique(List<Cause> causes, Set<String> seen, String where, String value) {
    if (value.isEmpty()) {
      causes.add(new Cause("FieldValueRequired", where, "Required value"));
    } else if (!seen.add(value)) {
      causes.add(new Cause("FieldValueDuplicate", where, "Duplicate value: \"" + value + "\""));
    }
  }
}
