package io.nightjar.rules;

import java.util.List;
import java.util.SortedMap;

/** Writes a match as the JSON line that Falco would print: sorted keys, times in UTC. */
public final class FalcoJson {
  private static final int USUAL_LENGTH = 1536;

  private FalcoJson() {}

  /** One line without its end. */
  public static String render(Match match, String hostname) {
    Rule rule = match.rule();
    StringBuilder out = new StringBuilder(USUAL_LENGTH);
    JsonText.append(out.append("{\"hostname\":"), hostname);
    JsonText.append(out.append(",\"output\":"), line(match));
    fields(out.append(",\"output_fields\":{"), match);
    JsonText.append(out.append("},\"priority\":"), rule.priority().displayName());
    JsonText.append(out.append(",\"rule\":"), rule.name());
    JsonText.append(out.append(",\"source\":"), rule.source());
    texts(out.append(",\"tags\":"), rule.tags());
    UtcTime.appendIso(out.append(",\"time\":\""), match.timeNanos());
    return out.append("\"}").toString();
  }

  private static void fields(StringBuilder out, Match match) {
    SortedMap<String, Object> fields = match.fields();
    boolean first = true;
    for (String key : match.rule().output().keys()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      JsonText.append(out, key).append(':');
      switch (fields.get(key)) {
        case null -> out.append("null");
        case Long number -> out.append(number.longValue());
        case Boolean flag -> out.append(flag.booleanValue());
        case List<?> list -> texts(out, list);
        case Object text -> JsonText.append(out, text.toString());
      }
    }
  }

  private static void texts(StringBuilder out, Iterable<?> texts) {
    out.append('[');
    boolean first = true;
    for (Object text : texts) {
      if (!first) {
        out.append(',');
      }
      first = false;
      JsonText.append(out, String.valueOf(text));
    }
    out.append(']');
  }

  /** The alert as Falco's text output: time of day, priority and the output of the rule. */
  public static String line(Match match) {
    StringBuilder line = new StringBuilder(match.output().length() + 40);
    UtcTime.appendTime(line, match.timeNanos()).append(": ");
    line.append(match.rule().priority().displayName()).append(' ');
    return line.append(match.output()).toString();
  }
}
