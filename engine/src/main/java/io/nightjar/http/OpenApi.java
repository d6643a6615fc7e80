package io.nightjar.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.http.About.Field;
import io.nightjar.store.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The description of the API (OpenAPI 3.1), from what stands beside its routes. */
public final class OpenApi {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Map<String, String> VARIABLES =
      Map.of(
          "id", "The whole id, or a beginning that only one has",
          "index", "Place of a leaf in the audit log, from 0",
          "verb", "`acknowledge`, `close` or `reopen`",
          "name", "The whole name");
  private static final Map<String, String> REFUSALS =
      Map.of(
          "400", "A parameter or the body makes no sense",
          "401", "Nobody is signed in",
          "403", "The caller may not do this, or not from here",
          "404", "There is no such thing",
          "409", "Not in its present state, or more than one is meant",
          "413", "The body is too large",
          "415", "The body is no JSON",
          "422", "What is asked for is broken, or its key was used for something else",
          "429", "Too many requests; `Retry-After` says when to come again",
          "503", "Too much at once, or Nightjar stops");

  private final SchemaOf schemas = new SchemaOf();
  private final ObjectNode paths = NODES.objectNode();
  private final TreeSet<String> topics = new TreeSet<>();

  private OpenApi() {}

  /** Of the routes of one section, those that say something of themselves. */
  static ObjectNode of(String base, List<Route> routes) {
    OpenApi api = new OpenApi();
    for (Route route : routes) {
      if (route.about() != null) {
        api.add(base, route, route.about());
      }
    }
    return api.document();
  }

  /** As it is served and kept. */
  static byte[] bytes(ObjectNode document) {
    try {
      String text =
          Json.MAPPER
              .writer()
              .with(SerializationFeature.INDENT_OUTPUT)
              .writeValueAsString(document);
      return (text + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree is always JSON", e);
    }
  }

  /** That serves it, to everybody: it says no more than the documentation. */
  static Section section(String base, List<Route> routes) {
    byte[] document = bytes(of(base, routes));
    Reply reply = new Reply.Content(200, "application/json", document, Map.of());
    return Section.of(
        base + "/openapi.json",
        incoming -> Caller.NOBODY,
        0,
        List.of(Route.get("", null, call -> reply)));
  }

  private void add(String base, Route route, About about) {
    topics.add(about.topic());
    ObjectNode operation = NODES.objectNode();
    operation.put("operationId", operationId(route));
    operation.put("summary", about.summary());
    operation.putArray("tags").add(about.topic());
    Permission permission = route.permission() == null ? about.asks() : route.permission();
    if (permission != null) {
      operation.put("x-nightjar-permission", permission.words());
    }
    parameters(operation, route, about);
    if (!about.body().isEmpty()) {
      operation.set("requestBody", requestBody(about));
    }
    operation.set("responses", responses(route, about));
    operation.putArray("security").addObject().putArray("bearer");
    String path = base + route.path();
    ObjectNode item = paths.get(path) instanceof ObjectNode known ? known : paths.putObject(path);
    item.set(route.method().toLowerCase(java.util.Locale.ROOT), operation);
  }

  /** {@code postResponsesIdApprove}. */
  private static String operationId(Route route) {
    StringBuilder id = new StringBuilder(route.method().toLowerCase(java.util.Locale.ROOT));
    for (String part : route.template()) {
      String word = part.replaceAll("[^a-z]", "");
      id.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
    }
    return id.toString();
  }

  private static void parameters(ObjectNode operation, Route route, About about) {
    ArrayNode parameters = NODES.arrayNode();
    for (String part : route.template()) {
      if (part.startsWith("{")) {
        String name = part.substring(1, part.length() - 1);
        String words = VARIABLES.get(name);
        if (words == null) {
          throw new IllegalStateException("nothing is said of {" + name + "}");
        }
        ObjectNode variable = parameters.addObject();
        variable.put("name", name).put("in", "path").put("required", true);
        variable.put("description", words).putObject("schema").put("type", "string");
      }
    }
    for (Field field : about.query()) {
      ObjectNode parameter = parameters.addObject();
      parameter.put("name", field.name()).put("in", "query");
      parameter.put("description", field.description());
      parameter.set("schema", schema(field));
    }
    if (route.method().equals("POST")) {
      ObjectNode key = parameters.addObject();
      key.put("name", OncePerKey.HEADER).put("in", "header");
      key.put("description", "The same key and body within a day are answered without doing twice");
      key.putObject("schema").put("type", "string").put("maxLength", 255);
    }
    if (about.answer() == null) {
      ObjectNode last = parameters.addObject();
      last.put("name", EventStream.LAST_ID).put("in", "header");
      last.put("description", "Number of the last event that was seen; as `since`");
      last.putObject("schema").put("type", "string");
    }
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
  }

  private static ObjectNode schema(Field field) {
    ObjectNode schema = NODES.objectNode();
    switch (field.kind()) {
      case TEXT -> schema.put("type", "string");
      case NUMBER -> schema.put("type", "integer").put("minimum", 0);
      case TRUTH -> schema.put("type", "boolean");
      case TIME -> schema.put("type", "string").put("format", "date-time");
      case DURATION -> schema.put("type", "string").put("format", "duration");
      case PARAMETERS -> {
        ObjectNode values = schema.put("type", "object").putObject("additionalProperties");
        ArrayNode either = values.putArray("anyOf");
        either.addObject().put("type", "string");
        either.addObject().put("type", "array").putObject("items").put("type", "string");
      }
    }
    return schema;
  }

  private static ObjectNode requestBody(About about) {
    ObjectNode properties = NODES.objectNode();
    ArrayNode required = NODES.arrayNode();
    for (Field field : about.body()) {
      properties.set(field.name(), schema(field).put("description", field.description()));
      if (field.required()) {
        required.add(field.name());
      }
    }
    ObjectNode schema = NODES.objectNode().put("type", "object");
    schema.set("properties", properties);
    if (!required.isEmpty()) {
      schema.set("required", required);
    }
    ObjectNode body = NODES.objectNode().put("required", true);
    ObjectNode json = body.putObject("content").putObject("application/json");
    json.set("schema", schema);
    json.set("example", example(about));
    return body;
  }

  /** A body with everything that it may hold. */
  static ObjectNode example(About about) {
    ObjectNode example = NODES.objectNode();
    for (Field field : about.body()) {
      try {
        example.set(
            field.name(),
            switch (field.kind()) {
              case TRUTH, NUMBER, PARAMETERS -> Json.MAPPER.readTree(field.example());
              case TEXT, TIME, DURATION -> NODES.textNode(field.example());
            });
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the example of " + field.name() + " is no JSON", e);
      }
    }
    return example;
  }

  private ObjectNode responses(Route route, About about) {
    ObjectNode responses = NODES.objectNode();
    ObjectNode ok = responses.putObject("200");
    ok.put("description", about.answer() == null ? "The events, until you leave" : "So it is");
    ObjectNode content = ok.putObject("content");
    if (about.answer() == null) {
      content.putObject("text/event-stream").putObject("schema").put("type", "string");
    } else {
      ObjectNode schema = schemas.of(about.answer());
      content
          .putObject("application/json")
          .set("schema", about.many() ? SchemaOf.array(schema) : schema);
    }
    if (about.many()) {
      ObjectNode link = ok.putObject("headers").putObject("Link");
      link.put("description", "Address of the next page, `rel=\"next\"`; absent on the last");
      link.putObject("schema").put("type", "string");
    }
    List<String> refused = new ArrayList<>(List.of("400", "401", "403", "429", "503"));
    if (route.path().contains("{")) {
      refused.addAll(List.of("404", "409"));
    }
    if (route.method().equals("POST")) {
      refused.addAll(List.of("413", "415", "422"));
    }
    refused.stream()
        .distinct()
        .sorted()
        .forEach(
            status -> responses.putObject(status).put("$ref", "#/components/responses/" + status));
    return responses;
  }

  private ObjectNode document() {
    ObjectNode document = NODES.objectNode().put("openapi", "3.1.0");
    ObjectNode info = document.putObject("info");
    info.put("title", "Nightjar").put("version", "v1");
    info.put("summary", "Detections, responses, incidents and the audit log of one Nightjar");
    info.put(
        "description",
        "Texts may come from an attacker: escape them wherever you show them. Times are ISO 8601 in"
            + " UTC, durations ISO 8601.");
    info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
    document.putArray("servers").addObject().put("url", "http://127.0.0.1:2804");
    ArrayNode tags = document.putArray("tags");
    topics.forEach(
        topic -> tags.addObject().put("name", topic).put("description", "About " + topic));
    document.set("paths", paths);
    ObjectNode problem = schemas.of(Problem.class);
    ObjectNode components = document.putObject("components");
    ObjectNode named = components.putObject("schemas");
    schemas.named().forEach(named::set);
    ObjectNode refusals = components.putObject("responses");
    REFUSALS.keySet().stream()
        .sorted()
        .forEach(
            status -> {
              ObjectNode refusal = refusals.putObject(status);
              refusal.put("description", REFUSALS.get(status));
              refusal
                  .putObject("content")
                  .putObject("application/problem+json")
                  .set("schema", problem);
            });
    ObjectNode bearer = components.putObject("securitySchemes").putObject("bearer");
    bearer.put("type", "http").put("scheme", "bearer");
    bearer.put(
        "description", "The token in the state folder, on this machine; or what a sign-in takes");
    return document;
  }
}
