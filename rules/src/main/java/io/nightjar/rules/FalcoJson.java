package io.nightjar.rules;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Writes a match as the JSON line that Falco would print: sorted keys, times in UTC. */
public final class FalcoJson {
  private static final long NANOS = 1_000_000_000L;
  private static final JsonFactory JSON = new JsonFactory();
  private static final DateTimeFormatter DATE_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.nnnnnnnnn").withZone(ZoneOffset.UTC);

  private FalcoJson() {}

  /** One line without its end. */
  public static String render(Match match, String hostname) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      write(json, match, hostname);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static void write(JsonGenerator json, Match match, String hostname) throws IOException {
    Rule rule = match.rule();
    json.writeStartObject();
    json.writeStringField("hostname", hostname);
    json.writeStringField("output", line(match));
    json.writeObjectFieldStart("output_fields");
    for (String key : rule.output().keys()) {
      json.writeFieldName(key);
      switch (match.fields().get(key)) {
        case null -> json.writeNull();
        case Long number -> json.writeNumber(number);
        case Boolean flag -> json.writeBoolean(flag);
        case List<?> list -> writeList(json, list);
        case Object text -> json.writeString(text.toString());
      }
    }
    json.writeEndObject();
    json.writeStringField("priority", rule.priority().displayName());
    json.writeStringField("rule", rule.name());
    json.writeStringField("source", rule.source());
    json.writeArrayFieldStart("tags");
    for (String tag : rule.tags()) {
      json.writeString(tag);
    }
    json.writeEndArray();
    json.writeStringField("time", DATE_TIME.format(instant(match)));
    json.writeEndObject();
  }

  private static void writeList(JsonGenerator json, List<?> list) throws IOException {
    json.writeStartArray();
    for (Object element : list) {
      json.writeString(String.valueOf(element));
    }
    json.writeEndArray();
  }

  /** The alert as Falco's text output: time of day, priority and the output of the rule. */
  public static String line(Match match) {
    String priority = match.rule().priority().displayName();
    return TIME.format(instant(match)) + ": " + priority + " " + match.output();
  }

  private static Instant instant(Match match) {
    long nanos = match.timeNanos();
    return Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }
}
