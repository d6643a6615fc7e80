package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.ResourceCatalog;
import io.nightjar.practice.model.ResourceType.Trait;
import io.nightjar.practice.registry.Registry;
import java.util.List;
import java.util.Locale;

/** Finds who answers a request, watches left out. */
final class Router {
  /** The version that the API of the practice cluster is modelled on. */
  private static final String MINOR = "34";

  private final ResourceCatalog catalog;
  private final Discovery discovery;
  private final OpenApi openApi;
  private final Reviews reviews;
  private final ResourceEndpoint resources;
  private final SubresourceEndpoint subresources;

  Router(ResourceCatalog catalog, Registry registry, AccessTable access, Tables tables) {
    this.catalog = catalog;
    this.discovery = new Discovery(catalog);
    this.openApi = new OpenApi(catalog);
    this.reviews = new Reviews(access, new Rbac(registry.store()));
    this.resources = new ResourceEndpoint(registry, tables);
    this.subresources = new SubresourceEndpoint(registry, resources, access);
  }

  Reply answer(ResourcePath path, ApiRequest request) {
    if (path.type().has(Trait.REVIEW)) {
      if (!request.method().equals("POST")) {
        throw ApiError.methodNotAllowed(request.method());
      }
      return Reply.json(201, reviews.answer(path, request.object(), request.user()));
    }
    return path.subresource().isEmpty()
        ? resources.answer(path, request)
        : subresources.answer(path, request);
  }

  /** Paths that name no resource. */
  Reply answer(ApiRequest request) {
    if (!request.method().equals("GET")) {
      throw ApiError.methodNotAllowed(request.method());
    }
    boolean aggregated = request.accept().contains("as=APIGroupDiscoveryList");
    return switch (request.path()) {
      case "/version" -> Reply.ok(version());
      case "/healthz", "/readyz", "/livez" -> Reply.text("ok");
      case "/api" -> aggregated ? aggregated(true) : Reply.ok(discovery.coreVersions());
      case "/apis" -> aggregated ? aggregated(false) : Reply.ok(discovery.groupList());
      case "/openapi/v3" -> Reply.ok(openApi.index());
      case String path -> below(path);
    };
  }

  private Reply below(String path) {
    String documents = "/openapi/v3/";
    return path.startsWith(documents)
        ? Reply.ok(openApi.document(path.substring(documents.length())))
        : groupOrVersion(path);
  }

  private Reply aggregated(boolean core) {
    return new Reply(
        200,
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList",
        Json.bytes(discovery.aggregated(core)),
        0);
  }

  private Reply groupOrVersion(String path) {
    List<String> parts = List.of(path.substring(1).split("/"));
    boolean core = parts.size() == 2 && parts.getFirst().equals("api");
    String group = core || parts.size() < 2 ? "" : parts.get(1);
    if (!core && (!parts.getFirst().equals("apis") || !catalog.groups().contains(group))) {
      throw ApiError.noSuchPath();
    }
    if (!core && parts.size() == 2) {
      return Reply.ok(discovery.group(group));
    }
    String version = parts.getLast();
    if (parts.size() > 3 || !catalog.versions(group).contains(version)) {
      throw ApiError.noSuchPath();
    }
    return Reply.ok(discovery.resourceList(group, version));
  }

  private static ObjectNode version() {
    return Json.object()
        .put("major", "1")
        .put("minor", MINOR)
        .put("gitVersion", "v1." + MINOR + ".0-nightjar-practice")
        .put("gitCommit", "")
        .put("gitTreeState", "clean")
        .put("buildDate", "1970-01-01T00:00:00Z")
        .put("goVersion", "none")
        .put("compiler", "javac")
        .put(
            "platform",
            System.getProperty("os.name").toLowerCase(Locale.ROOT)
                + "/"
                + System.getProperty("os.arch"));
  }

  /** What the request is about, for access rules and faults. */
  RequestInfo describe(ApiRequest request) {
    return ResourcePath.parse(catalog, request.path())
        .map(path -> describe(path, request))
        .orElseGet(
            () ->
                new RequestInfo(
                    request.user().name(),
                    request.method().toLowerCase(Locale.ROOT),
                    "",
                    "",
                    "",
                    "",
                    "",
                    request.path(),
                    false));
  }

  private static RequestInfo describe(ResourcePath path, ApiRequest request) {
    boolean collection = path.name().isEmpty();
    String verb =
        switch (request.method()) {
          case "GET" -> request.flag("watch") ? "watch" : collection ? "list" : "get";
          case "POST" -> "create";
          case "PUT" -> "update";
          case "PATCH" -> "patch";
          case "DELETE" -> collection ? "deletecollection" : "delete";
          case String other -> other.toLowerCase(Locale.ROOT);
        };
    return new RequestInfo(
        request.user().name(),
        verb,
        path.type().group(),
        path.type().plural(),
        path.subresource(),
        path.namespace(),
        path.name(),
        request.path(),
        request.isDryRun(path));
  }
}
