package io.nightjar.rules.output;

import io.nightjar.rules.compile.Transformed;
import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.Extractor;
import io.nightjar.rules.language.Transformer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The output of a rule, ready to be filled from an event. */
public final class OutputFormat {
  /** The field that every alert carries, whether its output names it or not. */
  public static final String TIME = "evt.time";

  private static final String MISSING = "<NA>";

  private final List<Piece> pieces;
  private final Set<String> keys;

  OutputFormat(List<Piece> pieces) {
    this.pieces = List.copyOf(pieces);
    Set<String> names = new TreeSet<>();
    for (Piece piece : pieces) {
      if (piece instanceof Token token) {
        names.add(token.field.key());
      }
    }
    names.add(TIME);
    this.keys = new LinkedHashSet<>(names);
  }

  /** Text and fields in their order. */
  sealed interface Piece {}

  record Text(String text) implements Piece {}

  /** A width above 0 pads or cuts to that many characters. */
  record Token(BoundField field, List<Transformer> transformers, int width) implements Piece {}

  /** The fields of an alert by name, sorted; {@link #TIME} is always one of them. */
  public Set<String> keys() {
    return keys;
  }

  /** The values of those fields that the event has. */
  public SortedMap<String, Object> fields(EventContext context) {
    SortedMap<String, Object> fields = new TreeMap<>();
    for (Piece piece : pieces) {
      if (piece instanceof Token token) {
        Object value = token.field.value(context);
        if (value != null) {
          fields.put(token.field.key(), value);
        }
      }
    }
    fields.put(TIME, context.timeNanos());
    return fields;
  }

  /**
   * The filled text. What comes from the event may be an attacker's, so characters that a terminal
   * obeys are shown as escapes.
   */
  public String text(EventContext context) {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Text literal -> text.append(literal.text);
        case Token token -> append(text, token, context);
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Token token, EventContext context) {
    String shown = printed(token, context);
    String value = shown == null ? MISSING : Printable.of(shown);
    if (token.width == 0) {
      text.append(value);
      return;
    }
    int characters = value.codePointCount(0, value.length());
    int end = value.offsetByCodePoints(0, Math.min(token.width, characters));
    text.append(value, 0, end).repeat(" ", Math.max(0, token.width - characters));
  }

  private static @Nullable String printed(Token token, EventContext context) {
    BoundField field = token.field;
    if (field.extractor() instanceof Extractor.Text text) {
      // a time prints as its text, though alerts carry it as a number
      return Transformed.text(context, text, token.transformers);
    }
    Object value = field.value(context);
    if (value instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"));
    }
    return value == null ? null : value.toString();
  }

  /** Adds the pieces of another output behind a blank. */
  OutputFormat followedBy(OutputFormat other) {
    List<Piece> all = new ArrayList<>(pieces);
    all.add(new Text(" "));
    all.addAll(other.pieces);
    return new OutputFormat(all);
  }
}
