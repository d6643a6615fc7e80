package io.nightjar.outputs;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nightjar.alert.Receiver;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What Falcosidekick demands before it hands an alert on; 400 is its refusal. */
final class Sidekick {

  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Set<String> PRIORITIES =
      Set.of(
          "emergency", "alert", "critical", "error", "warning", "notice", "informational", "debug");

  private Sidekick() {}

  static int judge(Receiver.Posted post) {
    return complaints(post).isEmpty() ? 200 : 400;
  }

  static List<String> complaints(Receiver.Posted post) {
    List<String> wrong = new ArrayList<>();
    JsonNode alert;
    try {
      alert = MAPPER.readTree(post.body().bytes());
    } catch (IOException e) {
      return List.of("no JSON");
    }
    if (!post.method().equals("POST")) {
      wrong.add("method");
    }
    if (alert.path("rule").asText().isEmpty()) {
      wrong.add("rule");
    }
    if (!PRIORITIES.contains(alert.path("priority").asText().toLowerCase(Locale.ROOT))) {
      wrong.add("priority");
    }
    if (!alert.path("output_fields").isObject() || alert.path("output_fields").isEmpty()) {
      wrong.add("output_fields");
    }
    // its labels and columns are made of plain values
    alert
        .path("output_fields")
        .forEach(
            value -> {
              if (value.isContainerNode()) {
                wrong.add("a field that is no plain value");
              }
            });
    try {
      Instant unused = Instant.parse(alert.path("time").asText());
    } catch (DateTimeParseException e) {
      wrong.add("time");
    }
    if (!alert.path("tags").isArray() || !alert.path("output").isTextual()) {
      wrong.add("tags or output");
    }
    return wrong;
  }
}
