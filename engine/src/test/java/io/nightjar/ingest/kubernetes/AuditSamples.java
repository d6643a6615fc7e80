package io.nightjar.ingest.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.store.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Bodies of a real API server (1.20, docs/audit-policy.yaml), and made ones. */
final class AuditSamples {
  /** A value that the real requests held in a variable of a container. */
  static final String PASSWORD = "a-value-that-must-not-be-kept";

  /** When the real events happened. */
  static final String REAL_TIME = "2026-11-22T00:05:20Z";

  private AuditSamples() {}

  /** A delivery as the webhook sent it. */
  static byte[] real(String name) {
    try (InputStream in = AuditSamples.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static RuleSet shippedRules() {
    return rules(Path.of("").toAbsolutePath().resolveSibling("rules"));
  }

  static RuleSet rules(Path file) {
    try {
      return RuleLoader.load(List.of(file));
    } catch (RuleErrors e) {
      throw new IllegalStateException(e.render(), e);
    }
  }

  /** kim reads a Secret. */
  static ObjectNode secretRead(String auditId, String time) {
    ObjectNode event = Json.MAPPER.createObjectNode();
    event
        .put("level", "Metadata")
        .put("auditID", auditId)
        .put("stage", "ResponseComplete")
        .put("requestURI", "/api/v1/namespaces/shop/secrets/db")
        .put("verb", "get")
        .put("requestReceivedTimestamp", time)
        .put("stageTimestamp", time);
    event
        .putObject("user")
        .put("username", "kim@shop.example")
        .putArray("groups")
        .add("developers");
    event.putArray("sourceIPs").add("203.0.113.9").add("10.99.0.1");
    event
        .putObject("objectRef")
        .put("resource", "secrets")
        .put("namespace", "shop")
        .put("name", "db")
        .put("apiVersion", "v1");
    event.putObject("responseStatus").put("code", 200);
    return event;
  }

  static byte[] list(JsonNode... events) {
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("kind", "EventList").put("apiVersion", "audit.k8s.io/v1").putObject("metadata");
    list.putArray("items").addAll(List.of(events));
    return list.toString().getBytes(StandardCharsets.UTF_8);
  }
}
