package io.nightjar.practice.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A refusal that is answered as a {@code Status} object with its HTTP code. */
public final class ApiError extends RuntimeException {

  /** One reason among several, for instance a field that is invalid. */
  public record Cause(String reason, String field, String message) {}

  private final int code;
  private final String reason;
  private final transient ObjectNode details;

  private ApiError(int code, String reason, String message, ObjectNode details) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  public static ApiError of(int code, String reason, String message) {
    return new ApiError(code, reason, message, Json.object());
  }

  public static ApiError badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  public static ApiError unauthorized() {
    return of(401, "Unauthorized", "Unauthorized");
  }

  public static ApiError forbidden(ResourceType type, String name, String why) {
    return about(403, "Forbidden", type, name, "is forbidden: " + why);
  }

  public static ApiError noSuchPath() {
    return of(404, "NotFound", "the server could not find the requested resource");
  }

  public static ApiError notFound(ResourceType type, String name) {
    return about(404, "NotFound", type, name, "not found");
  }

  public static ApiError methodNotAllowed(String method) {
    return of(405, "MethodNotAllowed", method + " is not supported on this resource");
  }

  public static ApiError alreadyExists(ResourceType type, String name) {
    return about(409, "AlreadyExists", type, name, "already exists");
  }

  public static ApiError conflict(ResourceType type, String name, String why) {
    ObjectNode details = details(type, name);
    return new ApiError(
        409,
        "Conflict",
        "Operation cannot be fulfilled on %s \"%s\": %s"
            .formatted(type.qualifiedPlural(), name, why),
        details);
  }

  public static ApiError staleVersion(ResourceType type, String name) {
    return conflict(type, name, "the object has been modified; read it again and retry");
  }

  public static ApiError gone(String message) {
    return of(410, "Expired", message);
  }

  public static ApiError unsupportedMediaType(String contentType) {
    return of(415, "UnsupportedMediaType", "the body's content type is not known: " + contentType);
  }

  public static ApiError invalid(ResourceType type, String name, List<Cause> causes) {
    ObjectNode details = details(type, name);
    details.put("kind", type.kind());
    addCauses(details, causes);
    String all = String.join(", ", causes.stream().map(c -> c.field() + ": " + c.message).toList());
    return new ApiError(
        422,
        "Invalid",
        "%s \"%s\" is invalid: %s".formatted(type.qualifiedKind(), name, all),
        details);
  }

  public static ApiError unprocessable(String message) {
    return of(422, "Invalid", message);
  }

  /**
   * @param retryAfterSeconds 0 leaves it to the client when to come back
   */
  public static ApiError tooManyRequests(String message, int retryAfterSeconds, Cause... causes) {
    ObjectNode details = Json.object();
    if (retryAfterSeconds > 0) {
      details.put("retryAfterSeconds", retryAfterSeconds);
    }
    addCauses(details, List.of(causes));
    return new ApiError(429, "TooManyRequests", message, details);
  }

  public static ApiError internal(String message) {
    return of(500, "InternalError", message);
  }

  private static ApiError about(
      int code, String reason, ResourceType type, String name, String predicate) {
    return new ApiError(
        code,
        reason,
        "%s \"%s\" %s".formatted(type.qualifiedPlural(), name, predicate),
        details(type, name));
  }

  private static ObjectNode details(ResourceType type, String name) {
    ObjectNode details = Json.object();
    if (!name.isEmpty()) {
      details.put("name", name);
    }
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    return details.put("kind", type.plural());
  }

  private static void addCauses(ObjectNode details, List<Cause> causes) {
    ArrayNode list = Json.array();
    for (Cause cause : causes) {
      ObjectNode one = list.addObject().put("reason", cause.reason());
      one.put("message", cause.message());
      if (!cause.field().isEmpty()) {
        one.put("field", cause.field());
      }
    }
    if (!list.isEmpty()) {
      details.set("causes", list);
    }
  }

  public int code() {
    return code;
  }

  public String reason() {
    return reason;
  }

  /** Seconds after which to try again, or 0. */
  public int retryAfterSeconds() {
    return details.path("retryAfterSeconds").asInt();
  }

  public ObjectNode toStatus() {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", getMessage()).put("reason", reason);
    if (!details.isEmpty()) {
      status.set("details", details);
    }
    return status.put("code", code);
  }
}
