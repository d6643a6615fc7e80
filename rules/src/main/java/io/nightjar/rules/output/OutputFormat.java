package io.nightjar.rules.output;

import io.nightjar.rules.field.BoundField;
import io.nightjar.rules.field.EventContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
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
      switch (piece) {
        case Text text -> {}
        case Token token -> token.carried.forEach(field -> names.add(field.key()));
        case Beside beside -> names.add(beside.field.key());
        case Named named -> names.add(named.key);
      }
    }
    names.add(TIME);
    this.keys = new LinkedHashSet<>(names);
  }

  /** Text and fields in their order. */
  sealed interface Piece {}

  record Text(String text) implements Piece {}

  /**
   * A value.
   *
   * @param carried the fields that it is made of, which are what an alert carries
   * @param width above 0 pads or cuts to that many characters
   */
  record Token(BoundField shown, List<BoundField> carried, int width) implements Piece {
    Token {
      carried = List.copyOf(carried);
    }
  }

  /** A field of the alert that does not stand in the text. */
  record Beside(BoundField field) implements Piece {}

  /** A text of its own that the alert carries as a field. */
  record Named(String key, OutputFormat value) implements Piece {}

  /** The output as rules write it, for comparison. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Text literal -> text.append(literal.text);
        case Token token -> text.append('%').append(token.width).append(token.shown.key());
        case Beside beside -> text.append(" [").append(beside.field.key()).append(']');
        case Named named ->
            text.append(" [")
                .append(named.key)
                .append(": ")
                .append(named.value.describe())
                .append(']');
      }
    }
    return text.toString();
  }

  /** The fields of an alert by name, sorted; {@link #TIME} is always one of them. */
  public Set<String> keys() {
    return keys;
  }

  /** The values of those fields that the event has. */
  public SortedMap<String, Object> fields(EventContext context) {
    SortedMap<String, Object> fields = new TreeMap<>();
    for (Piece piece : pieces) {
      switch (piece) {
        case Text text -> {}
        case Token token -> token.carried.forEach(field -> put(fields, field, context));
        case Beside beside -> put(fields, beside.field, context);
        case Named named -> fields.put(named.key, named.value.text(context));
      }
    }
    fields.put(TIME, context.timeNanos());
    return fields;
  }

  private static void put(
      SortedMap<String, Object> fields, BoundField field, EventContext context) {
    Object value = field.value(context);
    if (value != null) {
      fields.put(field.key(), value);
    }
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
        case Beside beside -> {}
        case Named named -> {}
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, Token token, EventContext context) {
    String shown = token.shown.printed(context);
    String value = shown == null ? MISSING : Printable.of(shown);
    if (token.width == 0) {
      text.append(value);
      return;
    }
    int characters = value.codePointCount(0, value.length());
    int end = value.offsetByCodePoints(0, Math.min(token.width, characters));
    text.append(value, 0, end).repeat(" ", Math.max(0, token.width - characters));
  }

  /** Adds the pieces of another output behind a blank. */
  OutputFormat followedBy(OutputFormat other) {
    List<Piece> all = new ArrayList<>(pieces);
    all.add(new Text(" "));
    all.addAll(other.pieces);
    return new OutputFormat(all);
  }

  /** The piece where there is but one. */
  @Nullable Piece only() {
    return pieces.size() == 1 ? pieces.getFirst() : null;
  }

  /** Adds what does not stand in the text. */
  OutputFormat with(Piece more) {
    List<Piece> all = new ArrayList<>(pieces);
    all.add(more);
    return new OutputFormat(all);
  }
}
