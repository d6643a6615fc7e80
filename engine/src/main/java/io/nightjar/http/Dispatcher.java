package io.nightjar.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.nightjar.store.Json;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From an HTTP exchange to the handler of its route and back; every failure is a problem+json. */
final class Dispatcher {

  private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
  private static final String BASE = "/api/v1";
  static final int BODY_BYTES_AT_MOST = 64 * 1024;

  private final Doorkeeper doorkeeper;
  private final List<Route> routes;
  private final EventStream stream;

  Dispatcher(Doorkeeper doorkeeper, List<Route> routes, EventStream stream) {
    this.doorkeeper = doorkeeper;
    this.routes = List.copyOf(routes);
    this.stream = stream;
  }

  void handle(HttpExchange exchange) throws IOException {
    try {
      switch (answer(exchange)) {
        case Reply.Json json -> send(exchange, json.status(), "application/json", json.body());
        case Reply.Events events -> stream.send(exchange, events.since());
      }
    } catch (Rejection e) {
      problem(exchange, e.problem());
    } catch (RuntimeException e) {
      log.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI().getPath(), e);
      problem(exchange, Problem.internal());
    }
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    Optional<Problem> refusal = doorkeeper.refuse(exchange.getRequestHeaders());
    if (refusal.isPresent()) {
      throw new Rejection(refusal.get());
    }
    List<String> path = path(exchange);
    List<String> methods = new ArrayList<>();
    for (Route route : routes) {
      Optional<Map<String, String>> variables = route.match(path);
      if (variables.isPresent()) {
        methods.add(route.method());
        if (route.method().equals(exchange.getRequestMethod())) {
          Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
          return route.handler().handle(new Call(variables.get(), query, body(exchange)));
        }
      }
    }
    if (!methods.isEmpty()) {
      exchange.getResponseHeaders().set("Allow", String.join(", ", methods));
      throw new Rejection(Problem.methodNotAllowed(exchange.getRequestMethod()));
    }
    throw new Rejection(Problem.notFound("no such path"));
  }

  private static List<String> path(HttpExchange exchange) {
    String raw = exchange.getRequestURI().getRawPath();
    if (!raw.startsWith(BASE + "/")) {
      throw new Rejection(Problem.notFound("the API starts at " + BASE));
    }
    return Route.segments(raw.substring(BASE.length())).stream().map(Dispatcher::decode).toList();
  }

  private static Map<String, String> query(@Nullable String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Rejection(Problem.badRequest("a % in the address is followed by no hex digits"));
    }
  }

  private static JsonNode body(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    byte[] bytes = exchange.getRequestBody().readNBytes(BODY_BYTES_AT_MOST + 1);
    if (bytes.length > BODY_BYTES_AT_MOST) {
      throw new Rejection(Problem.tooLarge(BODY_BYTES_AT_MOST));
    }
    if (bytes.length == 0) {
      return NullNode.getInstance();
    }
    String type = headers.getFirst("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new Rejection(Problem.unsupportedType());
    }
    try {
      return Json.MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new Rejection(Problem.badRequest("the body is not JSON: " + e.getOriginalMessage()));
    }
  }

  private static void problem(HttpExchange exchange, Problem problem) throws IOException {
    if (exchange.getResponseCode() != -1) {
      // the answer has begun, so all that is left is to cut it off
      return;
    }
    if (problem.status() == 401) {
      exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
    }
    send(exchange, problem.status(), "application/problem+json", problem);
  }

  private static void send(HttpExchange exchange, int status, String type, Object body)
      throws IOException {
    byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", type);
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
