package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.ResourceType;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.patch.PatchKind;
import io.nightjar.practice.registry.DeleteOptions;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.registry.Registry.Part;
import io.nightjar.practice.store.ObjectStore.Listing;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The verbs on objects and collections, watch left out. */
final class ResourceEndpoint {
  private final Registry registry;
  private final Tables tables;

  ResourceEndpoint(Registry registry, Tables tables) {
    this.registry = registry;
    this.tables = tables;
  }

  Reply answer(ResourcePath path, ApiRequest request) {
    return path.name().isEmpty() ? onCollection(path, request) : onObject(path, request);
  }

  private Reply onCollection(ResourcePath path, ApiRequest request) {
    return switch (request.method()) {
      case "GET" -> list(path, request);
      case "POST" -> create(path, request);
      case "DELETE" -> deleteCollection(path, request);
      case String other -> throw ApiError.methodNotAllowed(other);
    };
  }

  private Reply onObject(ResourcePath path, ApiRequest request) {
    return switch (request.method()) {
      case "GET" -> get(path, request);
      case "PUT" -> replace(path, request, Part.OBJECT);
      case "PATCH" -> patch(path, request, Part.OBJECT);
      case "DELETE" -> delete(path, request);
      case String other -> throw ApiError.methodNotAllowed(other);
    };
  }

  Reply get(ResourcePath path, ApiRequest request) {
    ObjectNode object = registry.get(path.key());
    if (request.wantsMetadata()) {
      return Reply.ok(Tables.metadataOf(object));
    }
    return Reply.ok(
        request.wantsTable()
            ? tables.of(path.type(), new Page(0, List.of(object), "", 0))
            : object);
  }

  private Reply list(ResourcePath path, ApiRequest request) {
    Page page = page(path, request);
    if (request.wantsTable()) {
      return Reply.ok(tables.of(path.type(), page));
    }
    ResourceType type = path.type();
    ObjectNode list = Json.object().put("kind", type.kind() + "List");
    list.put("apiVersion", type.apiVersion()).set("metadata", page.metadata());
    ArrayNode items = list.putArray("items");
    page.items().forEach(items::add);
    return Reply.ok(list);
  }

  private Page page(ResourcePath path, ApiRequest request) {
    Filter filter = Filter.of(path, request);
    Listing listing = registry.store().list(path.type(), namespaceOrAll(path));
    return Page.of(
        listing,
        listing.objects().stream().filter(filter).toList(),
        request.number("limit"),
        request.parameter("continue"));
  }

  private static @Nullable String namespaceOrAll(ResourcePath path) {
    return path.namespace().isEmpty() ? null : path.namespace();
  }

  private Reply create(ResourcePath path, ApiRequest request) {
    if (path.type().namespaced() && path.namespace().isEmpty()) {
      throw ApiError.methodNotAllowed("POST");
    }
    ObjectNode created =
        registry.create(path.type(), path.namespace(), request.object(), request.dryRun());
    return Reply.json(201, created);
  }

  Reply replace(ResourcePath path, ApiRequest request, Part part) {
    ObjectNode body = request.object();
    return Reply.ok(registry.update(path.key(), part, current -> body, request.dryRun()));
  }

  Reply patch(ResourcePath path, ApiRequest request, Part part) {
    PatchKind kind = PatchKind.ofContentType(request.contentType());
    ObjectKey key = path.key();
    if (kind == PatchKind.APPLY && part == Part.OBJECT) {
      return apply(path, request);
    }
    ObjectNode patched =
        registry.update(
            key,
            part,
            current -> kind.apply(key.type(), current, request.json()),
            request.dryRun());
    return Reply.ok(request.wantsMetadata() ? Tables.metadataOf(patched) : patched);
  }

  /** Server-side apply: creates what is not there. */
  private Reply apply(ResourcePath path, ApiRequest request) {
    if (request.parameter("fieldManager").isEmpty()) {
      throw ApiError.badRequest("apply needs the parameter fieldManager");
    }
    ObjectNode wanted = request.object();
    ObjectKey key = path.key();
    return registry
        .store()
        .atomically(
            () -> {
              if (registry.store().get(key).isEmpty()) {
                Meta.of(wanted).put("name", key.name());
                return Reply.json(
                    201, registry.create(key.type(), key.namespace(), wanted, request.dryRun()));
              }
              return Reply.ok(
                  registry.update(
                      key,
                      Part.OBJECT,
                      current -> PatchKind.APPLY.apply(key.type(), current, wanted),
                      request.dryRun()));
            });
  }

  private Reply delete(ResourcePath path, ApiRequest request) {
    ObjectNode object = registry.delete(path.key(), options(request));
    boolean whole = Meta.isTerminating(object) || path.type().equals(StandardTypes.PODS);
    return whole ? Reply.ok(object) : Reply.deleted(path.type(), object);
  }

  private Reply deleteCollection(ResourcePath path, ApiRequest request) {
    if (path.type().namespaced() && path.namespace().isEmpty()) {
      throw ApiError.methodNotAllowed("DELETE");
    }
    DeleteOptions options = options(request);
    Page page = page(path, request);
    for (ObjectNode object : page.items()) {
      ObjectKey key = ObjectKey.of(path.type(), object);
      if (registry.store().get(key).isPresent()) {
        registry.delete(key, options);
      }
    }
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.set("metadata", page.metadata());
    return Reply.ok(status.put("status", "Success"));
  }

  /** From the body, or from query parameters where there is none. */
  private static DeleteOptions options(ApiRequest request) {
    ObjectNode body = request.isEmpty() ? Json.object() : request.object();
    for (String name : new String[] {"propagationPolicy", "gracePeriodSeconds"}) {
      if (!request.parameter(name).isEmpty() && !body.has(name)) {
        boolean number = name.endsWith("Seconds");
        if (number) {
          body.put(name, request.number(name));
        } else {
          body.put(name, request.parameter(name));
        }
      }
    }
    return DeleteOptions.of(body, request.dryRun());
  }
}
