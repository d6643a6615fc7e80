package io.nightjar.practice.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Meta;
import io.nightjar.practice.model.ResourceType;
import java.nio.charset.StandardCharsets;

/** A whole answer; a watch is answered by {@link WatchStream} instead. */
@SuppressWarnings("ArrayRecordComponent") // replies are never compared
record Reply(int code, String contentType, byte[] body, int retryAfterSeconds) {

  static Reply json(int code, JsonNode body) {
    return new Reply(code, "application/json", Json.bytes(body), 0);
  }

  static Reply ok(JsonNode body) {
    return json(200, body);
  }

  static Reply text(String text) {
    return new Reply(200, "text/plain", text.getBytes(StandardCharsets.UTF_8), 0);
  }

  static Reply error(ApiError error) {
    return new Reply(
        error.code(), "application/json", Json.bytes(error.toStatus()), error.retryAfterSeconds());
  }

  /** The status object that says that an object is gone. */
  static Reply deleted(ResourceType type, ObjectNode object) {
    return ok(success(type, object));
  }

  static ObjectNode success(ResourceType type, ObjectNode object) {
    ObjectNode status = Json.object().put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success");
    ObjectNode details = status.putObject("details").put("name", Meta.name(object));
    if (!type.group().isEmpty()) {
      details.put("group", type.group());
    }
    details.put("kind", type.plural()).put("uid", Meta.uid(object));
    return status;
  }
}
