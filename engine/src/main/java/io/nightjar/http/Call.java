package io.nightjar.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.Parameters;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One request that was let in.
 *
 * @param variables what stands in the path in place of {@code {name}}
 * @param query decoded; the first value of each name
 * @param body JSON null where there was none
 */
record Call(Map<String, String> variables, Map<String, String> query, JsonNode body) {

  private static final int TEXT_AT_MOST = 2_000;
  private static final int PARAMETERS_AT_MOST = 32_768;

  String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  /**
   * The one id that is the variable {@code id} or starts with it.
   *
   * @param what for people: {@code response}
   * @param startingSo the ids that start with a text, a few at most
   */
  String theOne(String what, Function<String, List<String>> startingSo) {
    String prefix = variable("id");
    List<String> ids = startingSo.apply(prefix);
    if (ids.contains(prefix)) {
      return prefix;
    }
    return switch (ids.size()) {
      case 0 ->
          throw new Rejection(Problem.notFound("no " + what + " starts with \"" + prefix + "\""));
      case 1 -> ids.getFirst();
      default -> throw new Rejection(Problem.ambiguous(prefix, ids));
    };
  }

  @Nullable String query(String name) {
    return query.get(name);
  }

  /** A whole number between 0 and {@code most}. */
  long number(String name, long fallback, long most) {
    String text = query.get(name);
    if (text == null) {
      return fallback;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= 0) {
        return Math.min(number, most);
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new Rejection(Problem.badRequest(name + " must be a whole number"));
  }

  /** A text of the body; empty where it is absent. */
  String text(String name) {
    JsonNode value = body.path(name);
    if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
      throw new Rejection(Problem.badRequest(name + " must be a text"));
    }
    String text = value.asText("").strip();
    if (text.length() > TEXT_AT_MOST) {
      throw new Rejection(Problem.badRequest(name + " is longer than " + TEXT_AT_MOST));
    }
    return text;
  }

  /** An object of the body whose values are texts or lists of texts; empty where it is absent. */
  Parameters parameters(String name) {
    JsonNode value = body.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Parameters.NONE;
    }
    String wanted = name + " must be an object of texts and lists of texts";
    if (!value.isObject() || body.toString().length() > PARAMETERS_AT_MOST) {
      throw new Rejection(Problem.badRequest(wanted));
    }
    Parameters parameters = Parameters.NONE;
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      List<String> texts = new ArrayList<>();
      Iterable<JsonNode> items =
          entry.getValue().isArray() ? entry.getValue() : List.of(entry.getValue());
      for (JsonNode item : items) {
        if (!item.isTextual()) {
          throw new Rejection(Problem.badRequest(wanted));
        }
        texts.add(item.asText());
      }
      parameters = parameters.with(entry.getKey(), texts);
    }
    return parameters;
  }

  /** An ISO 8601 duration of the body, or null where it is absent. */
  @Nullable Duration duration(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return null;
    }
    try {
      Duration duration = Duration.parse(text);
      if (duration.isPositive()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // told below
    }
    throw new Rejection(Problem.badRequest(name + " must be a duration such as PT8H"));
  }

  /** A text of the body that must not be empty. */
  String required(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      throw new Rejection(Problem.badRequest(name + " is missing"));
    }
    return text;
  }
}
