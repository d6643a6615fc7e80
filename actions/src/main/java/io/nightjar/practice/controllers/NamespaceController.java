package io.nightjar.practice.controllers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.registry.DeleteOptions;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.store.StoreEvent;
import io.nightjar.practice.store.StoreEvent.Change;
import java.util.stream.Stream;

/** Gives a namespace its default service account, and empties one that is to be deleted. */
final class NamespaceController implements Controller {
  private final Registry registry;
  private final ResourceCatalog catalog;

  NamespaceController(Registry registry, ResourceCatalog catalog) {
    this.registry = registry;
    this.catalog = catalog;
  }

  @Override
  public Stream<ObjectKey> concernedBy(StoreEvent change) {
    if (change.type().equals(StandardTypes.NAMESPACES)) {
      return Stream.of(change.key());
    }
    // the last object that goes lets the namespace go too
    return change.type().namespaced() && change.change() == Change.DELETED
        ? Stream.of(new ObjectKey(StandardTypes.NAMESPACES, "", change.key().namespace()))
        : Stream.empty();
  }

  @Override
  public void reconcile(ObjectKey key) {
    ObjectNode namespace = registry.store().get(key).orElse(null);
    if (namespace == null) {
      return;
    }
    if (Meta.isTerminating(namespace)) {
      empty(key);
    } else {
      ensureServiceAccount(key.name());
    }
  }

  private void ensureServiceAccount(String namespace) {
    ObjectKey account = new ObjectKey(StandardTypes.SERVICE_ACCOUNTS, namespace, "default");
    if (registry.store().get(account).isEmpty()) {
      ObjectNode object = Json.object();
      Meta.of(object).put("name", "default");
      registry.create(StandardTypes.SERVICE_ACCOUNTS, namespace, object, false);
    }
  }

  private void empty(ObjectKey namespace) {
    boolean left = false;
    for (ResourceType type : catalog.stored()) {
      if (type.namespaced()) {
        for (ObjectNode object : registry.store().objects(type, namespace.name())) {
          if (!Meta.isTerminating(object)) {
            registry.delete(ObjectKey.of(type, object), DeleteOptions.PLAIN);
          }
        }
        left |= !registry.store().objects(type, namespace.name()).isEmpty();
      }
    }
    if (!left) {
      registry.store().remove(namespace);
    }
  }
}
