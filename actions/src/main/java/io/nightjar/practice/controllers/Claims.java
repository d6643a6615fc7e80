package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.LabelSelector;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.registry.Registry.Part;
import io.nightjar.practice.store.StoreEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which objects belong to a workload: those that it controls and that match its selector. One that
 * no longer matches is released, one that matches and has no controller is adopted.
 */
final class Claims {
  private final Registry registry;

  Claims(Registry registry) {
    this.registry = registry;
  }

  List<ObjectNode> claim(ResourceType ownerType, ObjectNode owner, ResourceType type) {
    LabelSelector selector = LabelSelector.of(Json.at(owner, "spec.selector"));
    List<ObjectNode> claimed = new ArrayList<>();
    for (ObjectNode object : registry.store().objects(type, Meta.namespace(owner))) {
      boolean matches = selector.matches(Meta.labels(object));
      if (Meta.isControlledBy(object, owner)) {
        if (matches) {
          claimed.add(object);
        } else {
          release(type, object, owner);
        }
      } else if (matches && Meta.controller(object).isEmpty() && !Meta.isTerminating(object)) {
        claimed.add(adopt(type, object, ownerType, owner));
      }
    }
    return claimed;
  }

  private void release(ResourceType type, ObjectNode object, ObjectNode owner) {
    registry.update(
        ObjectKey.of(type, object),
        Part.OBJECT,
        current -> {
          ArrayNode others = Json.array();
          Meta.owners(current).stream()
              .filter(reference -> !reference.path("uid").asText().equals(Meta.uid(owner)))
              .forEach(others::add);
          if (others.isEmpty()) {
            Meta.of(current).remove("ownerReferences");
          } else {
            Meta.of(current).set("ownerReferences", others);
          }
          return current;
        },
        false);
  }

  private ObjectNode adopt(
      ResourceType type, ObjectNode object, ResourceType ownerType, ObjectNode owner) {
    return registry.update(
        ObjectKey.of(type, object),
        Part.OBJECT,
        current -> {
          Meta.of(current)
              .withArray("ownerReferences")
              .add(Meta.controllerReference(ownerType, owner));
          return current;
        },
        false);
  }

  /**
   * A workload that changed, or those to which a changed object belongs, belonged or may belong.
   */
  Stream<ObjectKey> concernedBy(StoreEvent change, ResourceType workloads, ResourceType children) {
    if (change.type().equals(workloads)) {
      return Stream.of(change.key());
    }
    if (!change.type().equals(children)) {
      return Stream.empty();
    }
    ObjectNode before = change.previous();
    return registry.store().objects(workloads, change.key().namespace()).stream()
        .filter(w -> mayOwn(w, change.object()) || (before != null && mayOwn(w, before)))
        .map(workload -> ObjectKey.of(workloads, workload));
  }

  private static boolean mayOwn(ObjectNode workload, ObjectNode object) {
    return Meta.isControlledBy(object, workload)
        || LabelSelector.of(Json.at(workload, "spec.selector")).matches(Meta.labels(object));
  }
}
