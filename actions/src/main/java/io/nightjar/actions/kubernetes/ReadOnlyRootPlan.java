package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome.Failed.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The change of a pod template that makes one container's root filesystem read-only. */
final class ReadOnlyRootPlan {
  private static final String CONTEXT = "securityContext";
  private static final String READ_ONLY = "readOnlyRootFilesystem";
  private static final String MOUNTS = "volumeMounts";

  private ReadOnlyRootPlan() {}

  /**
   * @param name of the container; empty for the only one
   * @param written directories that the container was seen to write
   */
  static EditPlan of(ObjectNode workload, String name, Collection<String> written) {
    List<TemplateContainer> containers =
        TemplateContainer.of(workload).stream()
            .filter(one -> one.list().equals("containers"))
            .toList();
    if (name.isEmpty() && containers.size() > 1) {
      return new EditPlan.Impossible(
          Kind.UNSUPPORTED, "it has several containers; say which one is meant");
    }
    Optional<TemplateContainer> container =
        containers.stream().filter(one -> name.isEmpty() || one.name().equals(name)).findFirst();
    if (container.isEmpty()) {
      return new EditPlan.Impossible(
          Kind.UNSUPPORTED, "its template has no container " + DisplayText.of(name));
    }
    return of(workload, container.get(), written);
  }

  private static EditPlan of(
      ObjectNode workload, TemplateContainer container, Collection<String> written) {
    List<String> mounted = new ArrayList<>();
    container.json().path(MOUNTS).forEach(mount -> mounted.add(mount.path("mountPath").asText()));
    WrittenDirectories directories = WrittenDirectories.of(written, mounted);
    boolean readOnly = container.json().path(CONTEXT).path(READ_ONLY).asBoolean();
    if (readOnly && directories.mounts().isEmpty()) {
      return new EditPlan.Nothing(
          "the root filesystem of container " + container.name() + " is read-only already");
    }
    ObjectPatch patch =
        ObjectPatch.of(workload).set(BooleanNode.TRUE, container.path(CONTEXT, READ_ONLY));
    List<String> changes = new ArrayList<>();
    if (!readOnly) {
      changes.add("root filesystem of container " + container.name() + " made read-only");
    }
    addVolumes(patch, workload, container, directories, changes);
    List<String> warnings = new ArrayList<>(directories.warnings());
    warnings.add(
        written.isEmpty()
            ? "no directory is known to be written: whatever the program writes will fail"
            : "what was seen to be written stays writable; whatever the program writes elsewhere,"
                + " at its next start for instance, will fail");
    warnings.addAll(voiding(container.json().path(CONTEXT)));
    warnings.addAll(Rollout.warnings(workload));
    return new EditPlan.Edit(patch, before(workload, container), changes, warnings);
  }

  private static void addVolumes(
      ObjectPatch patch,
      ObjectNode workload,
      TemplateContainer container,
      WrittenDirectories directories,
      List<String> changes) {
    ArrayNode volumes = list(workload.at("/spec/template/spec/volumes"));
    ArrayNode mounts = list(container.json().path(MOUNTS));
    for (String directory : directories.mounts()) {
      String name = volumeName(container.name(), directory);
      volumes.addObject().put("name", name).putObject("emptyDir");
      mounts.addObject().put("name", name).put("mountPath", directory);
      changes.add("empty volume mounted at " + directory + " (hides what the image holds there)");
    }
    if (!directories.mounts().isEmpty()) {
      patch.set(volumes, "spec", "template", "spec", "volumes");
      patch.set(mounts, container.path(MOUNTS));
    }
  }

  /** Puts back what {@link #before} took down. */
  static void restore(ObjectPatch patch, JsonNode before) {
    for (TemplateContainer container : TemplateContainer.of(patch.result())) {
      if (container.list().equals("containers")
          && container.name().equals(before.path("container").asText())) {
        restore(patch, before.path(CONTEXT), container.path(CONTEXT));
        restore(patch, before.path(MOUNTS), container.path(MOUNTS));
      }
    }
    restore(patch, before.path("volumes"), "spec", "template", "spec", "volumes");
  }

  private static void restore(ObjectPatch patch, JsonNode value, String... path) {
    if (value.isMissingNode()) {
      patch.remove(path);
    } else {
      patch.set(value, path);
    }
  }

  private static ObjectNode before(ObjectNode workload, TemplateContainer container) {
    ObjectNode before = JsonNodeFactory.instance.objectNode().put("container", container.name());
    copy(before, CONTEXT, container.json().path(CONTEXT));
    copy(before, MOUNTS, container.json().path(MOUNTS));
    copy(before, "volumes", workload.at("/spec/template/spec/volumes"));
    return before;
  }

  private static void copy(ObjectNode into, String field, JsonNode value) {
    if (!value.isMissingNode()) {
      into.set(field, value.deepCopy());
    }
  }

  private static ArrayNode list(JsonNode there) {
    return there instanceof ArrayNode array
        ? array.deepCopy()
        : JsonNodeFactory.instance.arrayNode();
  }

  /** A DNS label: at most 63 of {@code [a-z0-9-]}; unique for container and directory. */
  static String volumeName(String container, String directory) {
    String readable =
        directory.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
    String part = readable.substring(0, Math.min(30, readable.length())).replaceAll("-$", "");
    return "nightjar-"
        + (part.isEmpty() ? "" : part + "-")
        + Fingerprint.of(10, container, directory);
  }

  private static List<String> voiding(JsonNode context) {
    if (context.path("privileged").asBoolean()) {
      return List.of("the container is privileged: it can make its root filesystem writable again");
    }
    for (JsonNode capability : context.path("capabilities").path("add")) {
      String name = capability.asText();
      if (name.equals("SYS_ADMIN") || name.equals("CAP_SYS_ADMIN") || name.equals("ALL")) {
        return List.of(
            "the container has " + name + ": it can make its root filesystem writable again");
      }
    }
    return List.of();
  }
}
