package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.registry.DeleteOptions;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.registry.Registry.Part;
import io.nightjar.practice.store.StoreEvent;
import io.nightjar.practice.store.StoreEvent.Change;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Deletes what has lost all its owners, and carries out foreground deletion (dependents first) and
 * orphaning (dependents stay).
 */
final class GarbageCollector implements Controller {
  private static final String FOREGROUND = "foregroundDeletion";
  private static final String ORPHAN = "orphan";

  private final Registry registry;
  private final ResourceCatalog catalog;

  GarbageCollector(Registry registry, ResourceCatalog catalog) {
    this.registry = registry;
    this.catalog = catalog;
  }

  @Override
  public Stream<ObjectKey> concernedBy(StoreEvent change) {
    if (change.change() != Change.DELETED) {
      return Stream.of(change.key());
    }
    Stream<ObjectKey> owners =
        Meta.owners(change.object()).stream()
            .flatMap(reference -> ownerKey(change.object(), reference).stream());
    return Stream.concat(dependents(change.object()).stream(), owners);
  }

  @Override
  public void reconcile(ObjectKey key) {
    ObjectNode object = registry.store().get(key).orElse(null);
    if (object == null) {
      return;
    }
    if (Meta.isTerminating(object)) {
      finish(key, object);
    } else if (!Meta.owners(object).isEmpty()) {
      collect(key, object);
    }
  }

  private void collect(ObjectKey key, ObjectNode object) {
    List<ObjectNode> present =
        Meta.owners(object).stream().filter(reference -> exists(object, reference)).toList();
    if (present.isEmpty()) {
      registry.delete(key, DeleteOptions.PLAIN);
    } else if (present.size() < Meta.owners(object).size()) {
      keepOwners(key, reference -> exists(object, reference));
    }
  }

  private void finish(ObjectKey key, ObjectNode object) {
    List<ObjectKey> dependents = dependents(object);
    if (hasFinalizer(object, ORPHAN)) {
      dependents.forEach(
          dependent ->
              keepOwners(
                  dependent,
                  reference -> !reference.path("uid").asText().equals(Meta.uid(object))));
      dropFinalizer(key, ORPHAN);
    } else if (hasFinalizer(object, FOREGROUND)) {
      DeleteOptions foreground =
          new DeleteOptions("", "", null, DeleteOptions.Propagation.FOREGROUND, false);
      dependents.stream()
          .filter(d -> registry.store().get(d).filter(o -> !Meta.isTerminating(o)).isPresent())
          .forEach(dependent -> registry.delete(dependent, foreground));
      if (dependents(object).isEmpty()) {
        dropFinalizer(key, FOREGROUND);
      }
    }
  }

  /** Those of an owner in a namespace are there too: another's reference leads to nothing. */
  private List<ObjectKey> dependents(ObjectNode owner) {
    String uid = Meta.uid(owner);
    String namespace = Meta.namespace(owner);
    return catalog.stored().stream()
        .filter(type -> namespace.isEmpty() || type.namespaced())
        .flatMap(
            type ->
                registry
                    .store()
                    .list(type, namespace.isEmpty() ? null : namespace)
                    .objects()
                    .stream()
                    .filter(
                        object ->
                            Meta.owners(object).stream()
                                .anyMatch(one -> one.path("uid").asText().equals(uid)))
                    .map(object -> ObjectKey.of(type, object)))
        .toList();
  }

  private boolean exists(ObjectNode dependent, ObjectNode reference) {
    return ownerKey(dependent, reference)
        .flatMap(registry.store()::get)
        .filter(owner -> Meta.uid(owner).equals(reference.path("uid").asText()))
        .isPresent();
  }

  private Optional<ObjectKey> ownerKey(ObjectNode dependent, ObjectNode reference) {
    Optional<ResourceType> type =
        catalog.byKind(reference.path("apiVersion").asText(), reference.path("kind").asText());
    return type.map(
        t ->
            new ObjectKey(
                t,
                t.namespaced() ? Meta.namespace(dependent) : "",
                reference.path("name").asText()));
  }

  private void keepOwners(ObjectKey key, Predicate<ObjectNode> kept) {
    registry.update(
        key,
        Part.OBJECT,
        now -> {
          ArrayNode owners = Json.array();
          Meta.owners(now).stream().filter(kept).forEach(owners::add);
          Meta.of(now).set("ownerReferences", owners);
          return now;
        },
        false);
  }

  private static boolean hasFinalizer(ObjectNode object, String finalizer) {
    for (var one : Json.at(object, "metadata.finalizers")) {
      if (one.asText().equals(finalizer)) {
        return true;
      }
    }
    return false;
  }

  private void dropFinalizer(ObjectKey key, String finalizer) {
    registry.update(
        key,
        Part.OBJECT,
        now -> {
          ArrayNode left = Json.array();
          for (var one : Json.at(now, "metadata.finalizers")) {
            if (!one.asText().equals(finalizer)) {
              left.add(one);
            }
          }
          Meta.of(now).set("finalizers", left);
          return now;
        },
        false);
  }
}
