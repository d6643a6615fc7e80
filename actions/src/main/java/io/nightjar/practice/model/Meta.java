package io.nightjar.practice.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and writes {@code metadata}. */
public final class Meta {
  private Meta() {}

  public static ObjectNode of(ObjectNode object) {
    return Json.under(object, "metadata");
  }

  public static String name(JsonNode object) {
    return Json.text(object, "metadata.name");
  }

  public static String namespace(JsonNode object) {
    return Json.text(object, "metadata.namespace");
  }

  public static String uid(JsonNode object) {
    return Json.text(object, "metadata.uid");
  }

  public static String resourceVersion(JsonNode object) {
    return Json.text(object, "metadata.resourceVersion");
  }

  public static Map<String, String> labels(JsonNode object) {
    return Json.stringMap(Json.at(object, "metadata.labels"));
  }

  public static String label(JsonNode object, String key) {
    return Json.at(object, "metadata.labels").path(key).asText("");
  }

  public static String annotation(JsonNode object, String key) {
    return Json.at(object, "metadata.annotations").path(key).asText("");
  }

  public static boolean isTerminating(JsonNode object) {
    return !Json.text(object, "metadata.deletionTimestamp").isEmpty();
  }

  public static boolean hasFinalizers(JsonNode object) {
    return !Json.at(object, "metadata.finalizers").isEmpty();
  }

  public static List<ObjectNode> owners(JsonNode object) {
    return Json.objects(Json.at(object, "metadata.ownerReferences"));
  }

  /** The one owner that controls it. */
  public static Optional<ObjectNode> controller(JsonNode object) {
    return owners(object).stream()
        .filter(owner -> owner.path("controller").asBoolean())
        .findFirst();
  }

  public static boolean isControlledBy(JsonNode object, JsonNode owner) {
    return controller(object)
        .filter(reference -> reference.path("uid").asText().equals(uid(owner)))
        .isPresent();
  }

  public static ObjectNode controllerReference(ResourceType type, JsonNode owner) {
    return Json.object()
        .put("apiVersion", type.apiVersion())
        .put("kind", type.kind())
        .put("name", name(owner))
        .put("uid", uid(owner))
        .put("controller", true)
        .put("blockOwnerDeletion", true);
  }
}
