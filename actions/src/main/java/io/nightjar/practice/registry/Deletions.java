package io.nightjar.practice.registry;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceType.Trait;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.store.ObjectStore;
import java.time.InstantSource;

/**
 * Deletes objects: at once, or by marking them until finalizers, grace period or namespace contents
 * are through.
 */
final class Deletions {
  static final String FOREGROUND = "foregroundDeletion";
  static final String ORPHAN = "orphan";

  private final ObjectStore store;
  private final InstantSource clock;

  Deletions(ObjectStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The object's last state, or its marked state; runs under the store's lock. */
  ObjectNode delete(ObjectKey key, DeleteOptions options) {
    ObjectNode current =
        store.get(key).orElseThrow(() -> ApiError.notFound(key.type(), key.name()));
    checkPreconditions(key, current, options);
    ObjectNode next = current.deepCopy();
    addFinalizer(next, options);
    int grace = gracePeriod(key, current, options);
    boolean later =
        grace > 0 || Meta.hasFinalizers(next) || key.type().equals(StandardTypes.NAMESPACES);
    if (!later) {
      return options.dryRun() ? current : store.remove(key).orElse(current);
    }
    mark(key, next, grace);
    return options.dryRun() || next.equals(current) ? next : store.put(key.type(), next);
  }

  private static void checkPreconditions(ObjectKey key, ObjectNode current, DeleteOptions options) {
    if (!options.uid().isEmpty() && !options.uid().equals(Meta.uid(current))) {
      throw ApiError.conflict(
          key.type(),
          key.name(),
          "the UID in the precondition (%s) is not the object's (%s)"
              .formatted(options.uid(), Meta.uid(current)));
    }
    if (!options.resourceVersion().isEmpty()
        && !options.resourceVersion().equals(Meta.resourceVersion(current))) {
      throw ApiError.conflict(
          key.type(),
          key.name(),
          "the resource version in the precondition (%s) is not the object's (%s)"
              .formatted(options.resourceVersion(), Meta.resourceVersion(current)));
    }
  }

  private static void addFinalizer(ObjectNode object, DeleteOptions options) {
    switch (options.propagation()) {
      case BACKGROUND -> {}
      case FOREGROUND -> addFinalizer(object, FOREGROUND);
      case ORPHAN -> addFinalizer(object, ORPHAN);
    }
  }

  private static void addFinalizer(ObjectNode object, String finalizer) {
    ArrayNode finalizers = Meta.of(object).withArray("finalizers");
    for (int i = 0; i < finalizers.size(); i++) {
      if (finalizers.get(i).asText().equals(finalizer)) {
        return;
      }
    }
    finalizers.add(finalizer);
  }

  private static int gracePeriod(ObjectKey key, ObjectNode current, DeleteOptions options) {
    if (!key.type().equals(StandardTypes.PODS)) {
      return 0;
    }
    String phase = Json.text(current, "status.phase");
    boolean runs =
        !Json.text(current, "spec.nodeName").isEmpty()
            && !phase.equals("Succeeded")
            && !phase.equals("Failed");
    Integer asked = options.gracePeriodSeconds();
    if (!runs) {
      return 0;
    }
    return asked != null ? asked : Json.at(current, "spec.terminationGracePeriodSeconds").asInt(30);
  }

  private void mark(ObjectKey key, ObjectNode object, int grace) {
    ObjectNode metadata = Meta.of(object);
    if (Meta.isTerminating(object)
        && metadata.path("deletionGracePeriodSeconds").asInt() <= grace) {
      return;
    }
    metadata.put("deletionTimestamp", Timestamps.format(clock.instant().plusSeconds(grace)));
    metadata.put("deletionGracePeriodSeconds", grace);
    if (key.type().has(Trait.GENERATION)) {
      metadata.put("generation", metadata.path("generation").asInt() + 1);
    }
    if (key.type().equals(StandardTypes.NAMESPACES)) {
      Json.under(object, "status").put("phase", "Terminating");
    }
  }

  /** Whether nothing holds a marked object back any more. */
  static boolean isFinished(ObjectKey key, ObjectNode object) {
    return Meta.isTerminating(object)
        && !Meta.hasFinalizers(object)
        && !key.type().equals(StandardTypes.NAMESPACES)
        && Json.at(object, "metadata.deletionGracePeriodSeconds").asInt() == 0;
  }
}
