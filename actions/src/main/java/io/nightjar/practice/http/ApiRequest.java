package io.nightjar.practice.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.practice.model.ApiError;
import io.nightjar.practice.model.Json;
import io.nightjar.practice.model.Yaml;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request with its body read.
 *
 * @param accept the Accept header, empty when there is none
 * @param contentType the media type of the body without parameters
 */
@SuppressWarnings("ArrayRecordComponent") // requests are never compared
record ApiRequest(
    String method,
    String path,
    Map<String, String> query,
    String accept,
    String contentType,
    byte[] body,
    User user) {

  static Map<String, String> parseQuery(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String pair : raw.split("&")) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        query.put(decode(name), decode(value));
      }
    }
    return query;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw ApiError.badRequest("the query cannot be decoded");
    }
  }

  static String mediaType(String contentTypeHeader) {
    int semicolon = contentTypeHeader.indexOf(';');
    String type = semicolon < 0 ? contentTypeHeader : contentTypeHeader.substring(0, semicolon);
    return type.strip().toLowerCase(Locale.ROOT);
  }

  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  boolean flag(String name) {
    return parameter(name).equals("true") || parameter(name).equals("1");
  }

  int number(String name) {
    String text = parameter(name);
    try {
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException malformed) {
      throw ApiError.badRequest("the parameter %s is not a number: %s".formatted(name, text));
    }
  }

  /** True for {@code dryRun=All}; any other value is refused. */
  boolean dryRun() {
    String value = parameter("dryRun");
    if (!value.isEmpty() && !value.equals("All")) {
      throw ApiError.unprocessable("dryRun: Unsupported value: supported values: \"All\"");
    }
    return !value.isEmpty();
  }

  /** As {@link #dryRun}, or so asked in the options that a deletion or an eviction brings along. */
  boolean isDryRun(ResourcePath path) {
    boolean deletes = method.equals("DELETE");
    boolean evicts = method.equals("POST") && path.subresource().equals("eviction");
    if (isEmpty() || !(deletes || evicts)) {
      return dryRun();
    }
    JsonNode options = deletes ? json() : json().path("deleteOptions");
    return dryRun() || !options.path("dryRun").isEmpty();
  }

  boolean wantsTable() {
    return accept.contains("as=Table");
  }

  /** Only the metadata is asked for: the content stays where it is. */
  boolean wantsMetadata() {
    return accept.contains("as=PartialObjectMetadata;")
        || accept.endsWith("as=PartialObjectMetadata");
  }

  boolean isEmpty() {
    return body.length == 0;
  }

  JsonNode json() {
    if (contentType.equals("application/vnd.kubernetes.protobuf")) {
      return Protobuf.parse(body);
    }
    if (contentType.contains("cbor")) {
      throw ApiError.unsupportedMediaType(contentType);
    }
    try {
      return contentType.contains("yaml")
          ? Yaml.parse(new String(body, StandardCharsets.UTF_8))
          : Json.mapper().readTree(body);
    } catch (JacksonException malformed) {
      throw ApiError.badRequest("the body is not JSON: " + malformed.getOriginalMessage());
    } catch (IOException impossible) {
      throw ApiError.internal("the body cannot be read");
    }
  }

  ObjectNode object() {
    if (json() instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("the body is not an object");
  }
}
