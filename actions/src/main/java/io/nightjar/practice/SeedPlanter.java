package io.nightjar.practice;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.controllers.ControllerLoop;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.patch.PatchKind;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.registry.Registry.Part;

/** Brings a seed's objects into a new cluster and lets the controllers come to rest. */
final class SeedPlanter {
  private final Registry registry;
  private final ResourceCatalog catalog;
  private final ControllerLoop controllers;

  SeedPlanter(Registry registry, ResourceCatalog catalog, ControllerLoop controllers) {
    this.registry = registry;
    this.catalog = catalog;
    this.controllers = controllers;
  }

  void plant(Seed seed) {
    seed.objects().forEach(this::plant);
    controllers.settle();
  }

  private void plant(ObjectNode object) {
    ResourceType type = type(catalog, object);
    ObjectKey key = ObjectKey.of(type, object);
    if (registry.store().get(key).isPresent()) {
      // let the first state take effect, so that it becomes history
      controllers.settle();
      registry.update(key, Part.OBJECT, now -> PatchKind.APPLY.apply(type, now, object), false);
    } else {
      registry.create(type, Meta.namespace(object), object.deepCopy(), false);
    }
    if (object.get("status") instanceof ObjectNode status) {
      registry.update(
          key,
          Part.STATUS,
          now -> {
            now.set("status", status.deepCopy());
            return now;
          },
          false);
    }
  }

  static ResourceType type(ResourceCatalog catalog, ObjectNode object) {
    String apiVersion = object.path("apiVersion").asText();
    String kind = object.path("kind").asText();
    return catalog
        .byKind(apiVersion, kind)
        .orElseThrow(
            () -> new IllegalArgumentException("no such type here: " + apiVersion + " " + kind));
  }
}
