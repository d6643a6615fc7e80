package io.nightjar.practice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.ApiError.Cause;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.LabelSelector;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.registry.Registry.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refuses what a real API server would refuse of the types the practice cluster knows. */
final class Validation {
  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern LABEL_VALUE =
      Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");
  private static final Pattern LABEL_NAME =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final int LONGEST_NAME = 253;
  private static final int LONGEST_LABEL = 63;

  private final List<Cause> causes = new ArrayList<>();
  private final ObjectNode object;
  private final @Nullable ObjectNode before;
  private final Part part;

  private Validation(ObjectNode object, @Nullable ObjectNode before, Part part) {
    this.part = part;
    this.object = object;
    this.before = before;
  }

  /**
   * @param before the stored object, or null when this one is new
   * @throws ApiError 400 or 422 that names every field at fault
   */
  static void check(ResourceType type, ObjectNode object, @Nullable ObjectNode before, Part part) {
    Validation validation = new Validation(object, before, part);
    validation.metadata(type);
    if (!type.has(ResourceType.Trait.CUSTOM)) {
      validation.byKind();
    }
    if (!validation.causes.isEmpty()) {
      throw ApiError.invalid(type, Meta.name(object), validation.causes);
    }
  }

  private void metadata(ResourceType type) {
    String name = Meta.name(object);
    if (name.isEmpty()) {
      required("metadata.name");
    } else if (type.group().startsWith("rbac.")) {
      require(!name.contains("/") && !name.contains("%"), "metadata.name", "a path segment", name);
    } else {
      boolean label = type.kind().equals("Namespace") || type.kind().equals("Service");
      boolean fits =
          label
              ? name.length() <= LONGEST_LABEL && DNS_LABEL.matcher(name).matches()
              : name.length() <= LONGEST_NAME && SUBDOMAIN.matcher(name).matches();
      require(fits, "metadata.name", "a lower-case DNS name", name);
    }
    textValues("metadata.annotations");
    labels("metadata.labels");
  }

  private void textValues(String path) {
    for (Map.Entry<String, JsonNode> entry : Json.at(object, path).properties()) {
      if (!entry.getValue().isTextual()) {
        throw ApiError.badRequest(path + "." + entry.getKey() + " is not a string");
      }
    }
  }

  private void labels(String path) {
    textValues(path);
    Json.stringMap(Json.at(object, path))
        .forEach(
            (key, value) -> {
              int slash = key.indexOf('/');
              String name = key.substring(slash + 1);
              boolean prefixed = slash < 0 || SUBDOMAIN.matcher(key.substring(0, slash)).matches();
              require(
                  prefixed && name.length() <= LONGEST_LABEL && LABEL_NAME.matcher(name).matches(),
                  path,
                  "a label name",
                  key);
              require(
                  value.length() <= LONGEST_LABEL && LABEL_VALUE.matcher(value).matches(),
                  path,
                  "a label value",
                  value);
            });
  }

  private void byKind() {
    switch (Json.text(object, "kind")) {
      case "Pod" -> pod();
      case "Deployment", "ReplicaSet", "StatefulSet", "DaemonSet" -> workload();
      case "Job" -> {
        podSpec("spec.template.spec");
        immutable("spec.selector");
        immutable("spec.template");
      }
      case "CronJob" -> {
        present("spec.schedule");
        podSpec("spec.jobTemplate.spec.template.spec");
      }
      case "NetworkPolicy" -> networkPolicy();
      case "PodDisruptionBudget" ->
          require(
              !Json.at(object, "spec").has("minAvailable")
                  || !Json.at(object, "spec").has("maxUnavailable"),
              "spec",
              "either minAvailable or maxUnavailable",
              "both");
      case "Service" -> immutable("spec.clusterIP");
      case "Secret", "ConfigMap" -> {
        if (before != null && before.path("immutable").asBoolean()) {
          immutable("immutable");
          immutable("data");
        }
      }
      default -> {}
    }
  }

  private void pod() {
    podSpec("spec");
    if (before != null && part == Part.RESIZE) {
      causes.addAll(Resizing.check(before, object));
    } else if (before != null) {
      // the node is given once, by the scheduler
      boolean unscheduled = Json.text(before, "spec.nodeName").isEmpty();
      ObjectNode was = comparable(before, unscheduled);
      ObjectNode is = comparable(object, unscheduled);
      if (!was.equals(is)) {
        forbidden(
            "spec",
            "a pod's spec keeps all fields but container images, activeDeadlineSeconds,"
                + " tolerations and terminationGracePeriodSeconds");
      }
      ephemeralContainersStay(before);
    }
  }

  private void ephemeralContainersStay(ObjectNode was) {
    List<ObjectNode> now = Json.objects(Json.at(object, "spec.ephemeralContainers"));
    for (ObjectNode one : Json.objects(Json.at(was, "spec.ephemeralContainers"))) {
      if (!now.contains(one)) {
        forbidden(
            "spec.ephemeralContainers",
            "existing ephemeral containers \"%s\" may not be removed or changed"
                .formatted(one.path("name").asText()));
      }
    }
  }

  /** The pod's spec without the fields that may change in place. */
  private static ObjectNode comparable(ObjectNode pod, boolean withoutNode) {
    ObjectNode spec = ((ObjectNode) pod.path("spec")).deepCopy();
    spec.remove(List.of("activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds"));
    if (withoutNode) {
      spec.remove("nodeName");
    }
    spec.remove("ephemeralContainers");
    for (String list : List.of("containers", "initContainers")) {
      Json.objects(spec.path(list))
          .forEach(container -> container.remove(List.of("image", "imagePullPolicy")));
    }
    return spec;
  }

  private void workload() {
    JsonNode selector = Json.at(object, "spec.selector");
    if (selector.isEmpty()) {
      required("spec.selector");
    } else {
      LabelSelector parsed = LabelSelector.of(selector);
      require(!parsed.isEmpty(), "spec.selector", "a selector that is not empty", "{}");
      require(
          parsed.matches(Json.stringMap(Json.at(object, "spec.template.metadata.labels"))),
          "spec.template.metadata.labels",
          "labels that match the selector",
          parsed.text());
    }
    int replicas = Json.at(object, "spec.replicas").asInt(0);
    require(
        replicas >= 0, "spec.replicas", "greater than or equal to 0", Integer.toString(replicas));
    immutable("spec.selector");
    if (Json.text(object, "kind").equals("StatefulSet")) {
      immutable("spec.serviceName");
      immutable("spec.volumeClaimTemplates");
      immutable("spec.podManagementPolicy");
    }
    podSpec("spec.template.spec");
  }

  private void networkPolicy() {
    for (JsonNode type : Json.at(object, "spec.policyTypes")) {
      require(
          type.asText().equals("Ingress") || type.asText().equals("Egress"),
          "spec.policyTypes",
          "Ingress or Egress",
          type.asText());
    }
  }

  private void podSpec(String path) {
    causes.addAll(PodSpecValidation.check(path, Json.at(object, path)));
  }

  private void present(String path) {
    if (Json.text(object, path).isEmpty()) {
      required(path);
    }
  }

  private void immutable(String path) {
    if (before != null && !Json.at(before, path).equals(Json.at(object, path))) {
      causes.add(new Cause("FieldValueInvalid", path, "Invalid value: field is immutable"));
    }
  }

  private void required(String path) {
    causes.add(new Cause("FieldValueRequired", path, "Required value"));
  }

  private void forbidden(String path, String why) {
    causes.add(new Cause("FieldValueForbidden", path, "Forbidden: " + why));
  }

  private void require(boolean holds, String path, String wanted, String value) {
    if (!holds) {
      causes.add(
          new Cause(
              "FieldValueInvalid",
              path,
              "Invalid value: \"%s\": must be %s".formatted(value, wanted)));
    }
  }
}
