package io.nightjar.practice.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.model.ResourceType.Trait;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.store.ObjectStore;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Creates, changes and deletes objects as an API server does: system fields, defaults, validation,
 * optimistic locking, generations, finalizers, dry run. Requests and controllers alike write here.
 */
public final class Registry {

  /** Which part of an object a change may touch. */
  public enum Part {
    /** Everything but the status of types whose status has its own subresource. */
    OBJECT,
    STATUS,
    EPHEMERAL_CONTAINERS,
    /** What the containers of a pod may take and ask for. */
    RESIZE
  }

  private static final List<String> KEPT_METADATA =
      List.of(
          "uid",
          "creationTimestamp",
          "generation",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "generateName",
          "resourceVersion");

  private final ObjectStore store;
  private final Identifiers identifiers;
  private final InstantSource clock;
  private final Deletions deletions;
  private final ServiceAddresses addresses = new ServiceAddresses();

  public Registry(ObjectStore store, Identifiers identifiers, InstantSource clock) {
    this.store = store;
    this.identifiers = identifiers;
    this.clock = clock;
    this.deletions = new Deletions(store, clock);
  }

  public ObjectStore store() {
    return store;
  }

  public Identifiers identifiers() {
    return identifiers;
  }

  public InstantSource clock() {
    return clock;
  }

  public String now() {
    return Timestamps.format(clock.instant());
  }

  public ObjectNode get(ObjectKey key) {
    return store.get(key).orElseThrow(() -> ApiError.notFound(key.type(), key.name()));
  }

  /** Creates the object; the tree belongs to the registry afterwards. */
  public ObjectNode create(ResourceType type, String namespace, ObjectNode object, boolean dryRun) {
    prepareIdentity(type, namespace, object);
    return store.atomically(
        () -> {
          checkNamespace(type, namespace, Meta.name(object));
          if (store.get(ObjectKey.of(type, object)).isPresent()) {
            throw ApiError.alreadyExists(type, Meta.name(object));
          }
          if (type.equals(StandardTypes.SERVICES)) {
            addresses.assign(object, store);
          }
          defaults(type, object);
          Validation.check(type, object, null, Part.OBJECT);
          if (type.equals(StandardTypes.PODS)) {
            Quotas.admit(store, object);
          }
          return dryRun ? object : store.put(type, object);
        });
  }

  /** Only the types that are built in have defaults, whatever else bears their kind's name. */
  private static void defaults(ResourceType type, ObjectNode object) {
    if (!type.has(Trait.CUSTOM)) {
      Defaults.apply(object);
    }
  }

  private void prepareIdentity(ResourceType type, String namespace, ObjectNode object) {
    dropNulls(object);
    checkKind(type, object);
    ObjectNode metadata = Meta.of(object);
    if (!Meta.resourceVersion(object).isEmpty()) {
      throw ApiError.badRequest("resourceVersion should not be set on objects to be created");
    }
    checkSameNamespace(namespace, object);
    metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds", "generation"));
    metadata.remove(List.of("managedFields", "selfLink", "resourceVersion"));
    if (type.namespaced()) {
      metadata.put("namespace", namespace);
    }
    if (Meta.name(object).isEmpty() && !metadata.path("generateName").asText().isEmpty()) {
      metadata.put("name", metadata.path("generateName").asText() + identifiers.nameSuffix());
    }
    metadata.put("uid", identifiers.uid());
    metadata.put("creationTimestamp", now());
    if (type.has(Trait.GENERATION)) {
      metadata.put("generation", 1);
    }
    if (type.has(Trait.STATUS)) {
      object.remove("status");
    }
  }

  /**
   * Changes an object in one step.
   *
   * @param change gets a copy and returns the wanted state; a resource version or UID in it that is
   *     not the stored one is a conflict
   */
  public ObjectNode update(
      ObjectKey key, Part part, UnaryOperator<ObjectNode> change, boolean dryRun) {
    return store.atomically(
        () -> {
          ObjectNode current = get(key);
          ObjectNode wanted = change.apply(current.deepCopy());
          dropNulls(wanted);
          checkUpdate(key, current, wanted);
          ObjectNode next = allowedPart(key.type(), part, current, wanted);
          keepSystemFields(key.type(), current, next);
          defaults(key.type(), next);
          Validation.check(key.type(), next, current, part);
          if (next.equals(current)) {
            return current;
          }
          countGeneration(key.type(), current, next);
          return dryRun ? next : write(key, next);
        });
  }

  private ObjectNode write(ObjectKey key, ObjectNode next) {
    if (Deletions.isFinished(key, next)) {
      return store.remove(key).orElse(next);
    }
    return store.put(key.type(), next);
  }

  public ObjectNode delete(ObjectKey key, DeleteOptions options) {
    return store.atomically(() -> deletions.delete(key, options));
  }

  private static void checkUpdate(ObjectKey key, ObjectNode current, ObjectNode wanted) {
    checkKind(key.type(), wanted);
    checkSameNamespace(key.namespace(), wanted);
    String name = Meta.name(wanted);
    if (!name.isEmpty() && !name.equals(key.name())) {
      throw ApiError.badRequest(
          "the name of the object (%s) is not the name in the path (%s)"
              .formatted(name, key.name()));
    }
    String uid = Meta.uid(wanted);
    if (!uid.isEmpty() && !uid.equals(Meta.uid(current))) {
      throw ApiError.conflict(
          key.type(), key.name(), "the UID %s is not the object's".formatted(uid));
    }
    String version = Meta.resourceVersion(wanted);
    if (!version.isEmpty() && !version.equals(Meta.resourceVersion(current))) {
      throw ApiError.staleVersion(key.type(), key.name());
    }
  }

  private static ObjectNode allowedPart(
      ResourceType type, Part part, ObjectNode current, ObjectNode wanted) {
    return switch (part) {
      case OBJECT -> {
        if (type.has(Trait.STATUS)) {
          copyField(current, wanted, "status");
        }
        if (type.equals(StandardTypes.PODS)) {
          copyField(current.path("spec"), Json.under(wanted, "spec"), "ephemeralContainers");
        }
        yield wanted;
      }
      case STATUS -> {
        ObjectNode next = current.deepCopy();
        copyField(wanted, next, "status");
        yield next;
      }
      case EPHEMERAL_CONTAINERS -> {
        ObjectNode next = current.deepCopy();
        copyField(wanted.path("spec"), Json.under(next, "spec"), "ephemeralContainers");
        yield next;
      }
      case RESIZE -> Resizing.apply(current, wanted);
    };
  }

  private static void keepSystemFields(ResourceType type, ObjectNode current, ObjectNode next) {
    next.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    ObjectNode metadata = Meta.of(next);
    JsonNode currentMetadata = current.path("metadata");
    metadata.put("name", Meta.name(current));
    if (type.namespaced()) {
      metadata.put("namespace", Meta.namespace(current));
    }
    metadata.remove(List.of("managedFields", "selfLink"));
    for (String list : new String[] {"ownerReferences", "finalizers"}) {
      if (metadata.path(list).isArray() && metadata.path(list).isEmpty()) {
        metadata.remove(list);
      }
    }
    KEPT_METADATA.forEach(field -> copyField(currentMetadata, metadata, field));
  }

  private static void countGeneration(ResourceType type, ObjectNode current, ObjectNode next) {
    if (type.has(Trait.GENERATION)) {
      boolean changed =
          Stream.of(current, next)
              .flatMap(object -> object.properties().stream().map(Map.Entry::getKey))
              .filter(field -> !field.equals("metadata") && !field.equals("status"))
              .anyMatch(field -> !current.path(field).equals(next.path(field)));
      if (changed) {
        int generation = Json.at(current, "metadata.generation").asInt();
        Meta.of(next).put("generation", generation + 1);
      }
    }
  }

  private void checkNamespace(ResourceType type, String namespace, String name) {
    if (!type.namespaced()) {
      return;
    }
    ObjectNode parent = get(new ObjectKey(StandardTypes.NAMESPACES, "", namespace));
    if (Meta.isTerminating(parent)) {
      throw ApiError.forbidden(type, name, "the namespace " + namespace + " is being terminated");
    }
  }

  private static void checkKind(ResourceType type, ObjectNode object) {
    String kind = object.path("kind").asText(type.kind());
    String apiVersion = object.path("apiVersion").asText(type.apiVersion());
    if (!kind.equals(type.kind()) || !apiVersion.equals(type.apiVersion())) {
      throw ApiError.badRequest(
          "the body is %s %s where %s %s belongs"
              .formatted(apiVersion, kind, type.apiVersion(), type.kind()));
    }
    object.put("kind", type.kind()).put("apiVersion", type.apiVersion());
  }

  private static void checkSameNamespace(String namespace, ObjectNode object) {
    String named = Meta.namespace(object);
    if (!named.isEmpty() && !named.equals(namespace)) {
      throw ApiError.badRequest(
          "the namespace of the object (%s) is not the namespace in the path (%s)"
              .formatted(named, namespace));
    }
  }

  private static void copyField(JsonNode from, ObjectNode to, String field) {
    JsonNode value = from.get(field);
    if (value == null) {
      to.remove(field);
    } else {
      to.set(field, value.deepCopy());
    }
  }

  /** A null field is an absent field. */
  private static void dropNulls(JsonNode node) {
    for (Iterator<JsonNode> children = node.iterator(); children.hasNext(); ) {
      JsonNode child = children.next();
      if (child.isNull() && node.isObject()) {
        children.remove();
      } else {
        dropNulls(child);
      }
    }
  }
}
