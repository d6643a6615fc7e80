package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.registry.Registry.Part;
import java.util.function.Consumer;

/** Writes status subresources; a status that says the same again writes nothing. */
final class StatusWriter {
  private final Registry registry;

  StatusWriter(Registry registry) {
    this.registry = registry;
  }

  /** Changes the object's status and notes which generation it speaks of. */
  void write(ObjectKey key, Consumer<ObjectNode> change) {
    registry.update(
        key,
        Part.STATUS,
        object -> {
          ObjectNode status = Json.under(object, "status");
          change.accept(status);
          int generation = Json.at(object, "metadata.generation").asInt();
          if (generation > 0) {
            status.put("observedGeneration", generation);
          }
          return object;
        },
        false);
  }

  /** A counter that is left out while it is zero, as the API does. */
  static void count(ObjectNode status, String field, int number) {
    if (number == 0) {
      status.remove(field);
    } else {
      status.put(field, number);
    }
  }

  /** Sets one condition; its transition time changes only with its status. */
  void condition(ObjectNode status, String type, boolean holds, String reason, String message) {
    ArrayNode conditions = status.withArray("conditions");
    ObjectNode condition =
        Json.objects(conditions).stream()
            .filter(one -> one.path("type").asText().equals(type))
            .findFirst()
            .orElseGet(() -> conditions.addObject().put("type", type));
    String value = holds ? "True" : "False";
    if (!condition.path("status").asText().equals(value)) {
      condition.put("status", value).put("lastTransitionTime", registry.now());
    }
    condition.put("reason", reason).put("message", message);
  }
}
