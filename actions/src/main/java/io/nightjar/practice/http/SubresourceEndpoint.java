package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ObjectKey;
import io.nightjar.practice.model.StandardTypes;
import io.nightjar.practice.patch.PatchKind;
import io.nightjar.practice.registry.DeleteOptions;
import io.nightjar.practice.registry.Disruptions;
import io.nightjar.practice.registry.Registry;
import io.nightjar.practice.registry.Registry.Part;
import io.nightjar.practice.registry.Scaling;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The verbs on status, scale, eviction, resize, ephemeral containers and tokens. */
final class SubresourceEndpoint {
  private static final long TOKEN_SECONDS = 3_600;

  private final Registry registry;
  private final AccessTable access;
  private final ResourceEndpoint resources;
  private final Scaling scaling;
  private final Disruptions disruptions;

  SubresourceEndpoint(Registry registry, ResourceEndpoint resources, AccessTable access) {
    this.registry = registry;
    this.access = access;
    this.resources = resources;
    this.scaling = new Scaling(registry);
    this.disruptions = new Disruptions(registry);
  }

  Reply answer(ResourcePath path, ApiRequest request) {
    String subresource = path.subresource();
    boolean offered =
        Discovery.subresources(path.type()).stream().anyMatch(s -> s.name().equals(subresource));
    return switch (offered ? subresource : "") {
      case "status" -> part(path, request, Part.STATUS);
      case "ephemeralcontainers" -> part(path, request, Part.EPHEMERAL_CONTAINERS);
      case "resize" -> part(path, request, Part.RESIZE);
      case "scale" -> scale(path.key(), request);
      case "eviction" -> evict(path.key(), request);
      case "token" -> token(path.key(), request);
      case "log" -> throw noLog(path.key());
      default -> throw ApiError.noSuchPath();
    };
  }

  private Reply part(ResourcePath path, ApiRequest request, Part part) {
    return switch (request.method()) {
      case "GET" -> resources.get(path, request);
      case "PUT" -> resources.replace(path, request, part);
      case "PATCH" -> resources.patch(path, request, part);
      case String other -> throw ApiError.methodNotAllowed(other);
    };
  }

  private Reply scale(ObjectKey key, ApiRequest request) {
    return switch (request.method()) {
      case "GET" -> Reply.ok(scaling.get(key));
      case "PUT" -> {
        ObjectNode body = request.object();
        yield Reply.ok(scaling.update(key, current -> body, request.dryRun()));
      }
      case "PATCH" -> {
        PatchKind kind = PatchKind.ofContentType(request.contentType());
        yield Reply.ok(
            scaling.update(
                key, current -> kind.apply(key.type(), current, request.json()), request.dryRun()));
      }
      case String other -> throw ApiError.methodNotAllowed(other);
    };
  }

  private Reply evict(ObjectKey key, ApiRequest request) {
    if (!request.method().equals("POST")) {
      throw ApiError.methodNotAllowed(request.method());
    }
    ObjectNode eviction = request.object();
    if (!Meta.name(eviction).isEmpty() && !Meta.name(eviction).equals(key.name())) {
      throw ApiError.badRequest("the eviction names another pod than the path");
    }
    ObjectNode options = Json.under(eviction, "deleteOptions");
    disruptions.evict(key, DeleteOptions.of(options, request.dryRun()));
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    return Reply.json(201, status.put("status", "Success").put("code", 201));
  }

  /** A token of a service account, as {@code kubectl create token} asks for it. */
  private Reply token(ObjectKey key, ApiRequest request) {
    if (!request.method().equals("POST")) {
      throw ApiError.methodNotAllowed(request.method());
    }
    registry.get(key);
    ObjectNode asked = request.object();
    asked.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
    long wanted = Json.at(asked, "spec.expirationSeconds").asLong(0);
    long seconds = wanted > 0 ? wanted : TOKEN_SECONDS;
    Instant until = registry.clock().instant().plusSeconds(seconds);
    Set<String> audiences = new LinkedHashSet<>();
    Json.at(asked, "spec.audiences").forEach(each -> audiences.add(each.asText()));
    String token = registry.identifiers().containerId();
    access.addServiceAccount(token, key, audiences, bound(key, asked), until);
    Json.under(asked, "status")
        .put("token", token)
        .put("expirationTimestamp", until.truncatedTo(ChronoUnit.SECONDS).toString());
    return Reply.json(201, asked);
  }

  /** What a token tells of the pod that it is bound to, as a projected one is. */
  private Map<String, String> bound(ObjectKey account, ObjectNode asked) {
    if (!Json.text(asked, "spec.boundObjectRef.kind").equals("Pod")) {
      return Map.of();
    }
    String name = Json.text(asked, "spec.boundObjectRef.name");
    String uid = Json.text(asked, "spec.boundObjectRef.uid");
    ObjectNode pod = registry.get(new ObjectKey(StandardTypes.PODS, account.namespace(), name));
    if (!uid.isEmpty() && !uid.equals(Meta.uid(pod))) {
      throw ApiError.of(409, "Conflict", "pod " + name + " has another UID");
    }
    String prefix = "authentication.kubernetes.io/";
    return Map.of(
        prefix + "pod-name", name,
        prefix + "pod-uid", Meta.uid(pod),
        prefix + "node-name", Json.text(pod, "spec.nodeName"));
  }

  private ApiError noLog(ObjectKey key) {
    registry.get(key);
    return ApiError.of(
        404, "NotFound", "pods of the practice cluster run no processes and so have no logs");
  }
}
