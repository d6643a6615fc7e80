package io.nightjar.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.detect.Detection;
import io.nightjar.rules.FalcoJson;
import io.nightjar.rules.Match;
import io.nightjar.rules.RulePriority;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes an alert as one line without its end. The plain JSON is {@link FalcoJson}'s; what the
 * configuration wants different is changed in it. Safe for several threads.
 */
public final class AlertWriter implements AlertLines {

  private static final long NANOS = 1_000_000_000L;
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final DateTimeFormatter TIME = utc("HH:mm:ss.nnnnnnnnn");
  private static final DateTimeFormatter DATE_TIME = utc("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'");
  private static final DateTimeFormatter WITH_ZONE = utc("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'+0000'");

  private final AlertShape shape;
  private final String hostname;

  /**
   * @param hostname what alerts give as theirs
   */
  public AlertWriter(AlertShape shape, String hostname) {
    this.shape = shape;
    this.hostname = hostname;
  }

  private static DateTimeFormatter utc(String pattern) {
    return DateTimeFormatter.ofPattern(pattern).withZone(ZoneOffset.UTC);
  }

  String contentType() {
    return shape.json() ? "application/json" : "text/plain";
  }

  /** All but responses: Falco knows none. */
  @Override
  public boolean takes(Alert alert) {
    return !(alert instanceof Alert.Changed);
  }

  @Override
  public RulePriority priority(Alert alert) {
    return switch (alert) {
      case Alert.Matched matched -> matched.match().rule().priority();
      case Alert.Internal internal -> RulePriority.valueOf(internal.detection().priority().name());
      case Alert.Changed changed -> throw noResponse();
    };
  }

  private static IllegalArgumentException noResponse() {
    return new IllegalArgumentException("Falco has no alerts of responses");
  }

  @Override
  public String line(Alert alert) {
    return switch (alert) {
      case Alert.Matched matched -> shape.json() ? json(matched.match()) : text(matched.match());
      case Alert.Internal internal ->
          shape.json() ? json(internal.detection()) : text(internal.detection());
      case Alert.Changed changed -> throw noResponse();
    };
  }

  private String text(Match match) {
    if (!shape.isoTime()) {
      return FalcoJson.line(match);
    }
    String priority = match.rule().priority().displayName();
    return WITH_ZONE.format(instant(match)) + ": " + priority + " " + match.output();
  }

  private String text(Detection detection) {
    DateTimeFormatter time = shape.isoTime() ? WITH_ZONE : TIME;
    return time.format(detection.time())
        + ": "
        + displayName(detection)
        + " "
        + detection.output()
        + detection.fields().entrySet().stream()
            .filter(field -> !field.getKey().startsWith("evt.time"))
            .map(field -> field.getKey() + "=" + field.getValue())
            .collect(Collectors.joining(" ", " (", ")"));
  }

  private static String displayName(Detection detection) {
    return RulePriority.valueOf(detection.priority().name()).displayName();
  }

  private String json(Match match) {
    String line = FalcoJson.render(match, hostname);
    if (shape.isPlain()) {
      return line;
    }
    try {
      ObjectNode alert = (ObjectNode) MAPPER.readTree(line);
      if (shape.isoTime()) {
        alert.put("output", text(match));
        ObjectNode fields = (ObjectNode) alert.get("output_fields");
        fields.set("evt.time.iso8601", fields.remove("evt.time"));
        alert.set("output_fields", sorted(fields));
      }
      return shaped(alert, match.output());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an alert is always JSON", e);
    }
  }

  /** Falco's own messages have no tags, and a text without time and priority. */
  private String json(Detection detection) {
    ObjectNode alert = MAPPER.createObjectNode();
    alert.put("hostname", hostname);
    alert.put("output", detection.output());
    alert.set("output_fields", MAPPER.valueToTree(detection.fields()));
    alert.put("priority", displayName(detection));
    alert.put("rule", detection.rule());
    alert.put("source", detection.source());
    alert.set("tags", MAPPER.valueToTree(detection.tags()));
    alert.put("time", DATE_TIME.format(detection.time()));
    return shaped(alert, detection.output());
  }

  private String shaped(ObjectNode alert, String message) {
    if (!shape.output()) {
      alert.remove("output");
    }
    if (!shape.outputFields()) {
      alert.remove("output_fields");
    }
    if (!shape.tags()) {
      alert.remove("tags");
    }
    if (shape.message()) {
      alert.put("message", message);
    }
    return sorted(alert).toString();
  }

  private static ObjectNode sorted(ObjectNode node) {
    Map<String, JsonNode> fields = new TreeMap<>();
    node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
    ObjectNode sorted = MAPPER.createObjectNode();
    sorted.setAll(fields);
    return sorted;
  }

  private static Instant instant(Match match) {
    long nanos = match.timeNanos();
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }
}
