package io.nightjar.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.detect.IsoTime;
import io.nightjar.detect.Priority;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON object that Falco, Falcosidekick and what stands between them send for one alert.
 * What is not of that form is refused with a reason, never guessed.
 */
final class FalcoForm {

  /** Fields that Nightjar adds; nobody else can. */
  static final String OWN = "ingest.";

  private static final int NAME_AT_MOST = 512;
  private static final int TEXT_AT_MOST = 16 * 1024;
  private static final int FIELDS_AT_MOST = 512;
  private static final int LIST_AT_MOST = 256;
  private static final int TAGS_AT_MOST = 128;
  private static final String NOT_AVAILABLE = "<NA>";
  private static final String CUT_HERE = "[...]";
  private static final long NANOS = 1_000_000_000L;
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");

  /** With a zone as {@code Z}, {@code +01:00} or {@code +0100}. */
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .optionalStart()
          .appendOffset("+HHMM", "Z")
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH:MM", "Z")
          .optionalEnd()
          .toFormatter(Locale.ROOT);

  private static final List<Priority> PRIORITIES = List.of(Priority.values());

  private FalcoForm() {}

  /** Why something is no alert; the message is for people and quotes nothing of it. */
  static final class NoAlert extends Exception {
    private static final long serialVersionUID = 1;

    NoAlert(String why) {
      super(why, null, false, false);
    }
  }

  static FalcoAlert read(JsonNode json) throws NoAlert {
    if (!json.isObject()) {
      throw new NoAlert("is no JSON object");
    }
    List<String> cut = new ArrayList<>();
    SortedMap<String, Object> fields = fields(json.path("output_fields"), cut);
    String output = text(json, "output", TEXT_AT_MOST);
    if (output.endsWith(CUT_HERE)) {
      cut.add("output");
    }
    return new FalcoAlert(
        required(json, "rule"),
        priority(required(json, "priority")),
        source(text(json, "source", NAME_AT_MOST)),
        tags(json.path("tags")),
        time(json, fields),
        output,
        text(json, "hostname", NAME_AT_MOST).strip(),
        fields,
        cut);
  }

  private static String required(JsonNode json, String name) throws NoAlert {
    String text = text(json, name, NAME_AT_MOST).strip();
    if (text.isEmpty()) {
      throw new NoAlert("has no " + name);
    }
    return text;
  }

  private static String text(JsonNode json, String name, int longest) throws NoAlert {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual()) {
      throw new NoAlert(name + " is no text");
    }
    return CleanText.of(value.textValue(), longest);
  }

  private static Priority priority(String word) throws NoAlert {
    for (Priority priority : PRIORITIES) {
      if (priority.name().equalsIgnoreCase(word)) {
        return priority;
      }
    }
    if (word.equalsIgnoreCase("INFO")) {
      return Priority.INFORMATIONAL;
    }
    throw new NoAlert("priority is none of Falco's");
  }

  /** Falcosidekick says {@code syscalls} where Falco says {@code syscall}, or nothing. */
  private static String source(String told) {
    String source = told.strip().toLowerCase(Locale.ROOT);
    return source.isEmpty() || source.equals("syscalls") ? "syscall" : source;
  }

  private static SortedSet<String> tags(JsonNode json) throws NoAlert {
    SortedSet<String> tags = new TreeSet<>();
    if (json.isMissingNode() || json.isNull()) {
      return tags;
    }
    if (!json.isArray() || json.size() > TAGS_AT_MOST) {
      throw new NoAlert("tags are no list, or too many");
    }
    for (JsonNode tag : json) {
      if (!tag.isTextual()) {
        throw new NoAlert("a tag is no text");
      }
      tags.add(CleanText.of(tag.textValue(), NAME_AT_MOST));
    }
    return tags;
  }

  private static Instant time(JsonNode json, Map<String, Object> fields) throws NoAlert {
    String told = text(json, "time", 64);
    Instant time = told.isEmpty() ? fromFields(fields) : parse(told);
    if (time == null) {
      throw new NoAlert("has no time, or one that is none of Falco's");
    }
    if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
      throw new NoAlert("has a time of another century");
    }
    return time;
  }

  private static @Nullable Instant parse(String told) {
    Instant usual = IsoTime.read(told);
    if (usual != null) {
      return usual;
    }
    try {
      return OffsetDateTime.parse(told, TIME).toInstant();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Instant fromFields(Map<String, Object> fields) {
    return fields.get("evt.time") instanceof Long nanos && nanos > 0
        ? Instant.ofEpochSecond(nanos / NANOS, nanos % NANOS)
        : null;
  }

  private static SortedMap<String, Object> fields(JsonNode json, List<String> cut) throws NoAlert {
    SortedMap<String, Object> fields = new TreeMap<>();
    if (json.isMissingNode() || json.isNull()) {
      return fields;
    }
    if (!json.isObject() || json.size() > FIELDS_AT_MOST) {
      throw new NoAlert("output_fields are no object, or too many");
    }
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String name = CleanText.of(entry.getKey(), NAME_AT_MOST);
      if (name.startsWith(OWN)) {
        throw new NoAlert("has a field " + OWN + "*, which is Nightjar's own");
      }
      Object value = value(entry.getValue());
      if (value != null) {
        fields.put(name, value);
        if (value instanceof String text && text.endsWith(CUT_HERE)) {
          cut.add(name);
        }
      }
    }
    return fields;
  }

  /** Null where Falco knew nothing. */
  private static @Nullable Object value(JsonNode json) throws NoAlert {
    return switch (json.getNodeType()) {
      case NULL, MISSING -> null;
      case BOOLEAN -> json.booleanValue();
      case NUMBER -> number(json);
      case STRING -> known(CleanText.of(json.textValue(), TEXT_AT_MOST));
      case ARRAY -> list(json);
      case OBJECT, POJO, BINARY -> CleanText.of(json.toString(), TEXT_AT_MOST);
    };
  }

  private static @Nullable Object known(String text) {
    return text.equals(NOT_AVAILABLE) ? null : text;
  }

  // a number that fits no 64 bits keeps its digits as a text
  private static Object number(JsonNode json) {
    if (json.isIntegralNumber()) {
      return json.canConvertToLong() ? (Object) json.longValue() : json.asText();
    }
    return json.doubleValue();
  }

  private static List<Object> list(JsonNode json) throws NoAlert {
    if (json.size() > LIST_AT_MOST) {
      throw new NoAlert("a field is a list of more than " + LIST_AT_MOST);
    }
    List<Object> values = new ArrayList<>();
    for (JsonNode each : json) {
      Object value = value(each);
      values.add(value == null ? "" : value);
    }
    return List.copyOf(values);
  }
}
