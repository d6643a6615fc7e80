package io.nightjar.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.nightjar.actions.Parameters;
import io.nightjar.respond.Speaker;
import io.nightjar.store.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One request that was let in, on its way to a handler; used by one thread. */
public final class Call {

  private static final int TEXT_AT_MOST = 2_000;
  private static final int PARAMETERS_AT_MOST = 32_768;

  private final Caller caller;
  private final Incoming incoming;
  private final Map<String, String> variables;
  private final Map<String, String> query;
  private final byte[] bytes;
  private @Nullable JsonNode json;

  /**
   * @param variables what stands in the path in place of {@code {name}}
   * @param query decoded; the first value of each name
   * @param bytes the body; empty where there was none
   */
  Call(
      Caller caller,
      Incoming incoming,
      Map<String, String> variables,
      Map<String, String> query,
      byte[] bytes) {
    this.caller = caller;
    this.incoming = incoming;
    this.variables = Map.copyOf(variables);
    this.query = Map.copyOf(query);
    this.bytes = bytes;
  }

  public Caller caller() {
    return caller;
  }

  /** The request itself; its body has been read. */
  public Incoming incoming() {
    return incoming;
  }

  /** The body as it came, at most as large as the section lets in. */
  @SuppressWarnings("EI_EXPOSE_REP")
  public byte[] bytes() {
    return bytes;
  }

  /**
   * Who does it, for the audit log: the caller, or whom the holder of the state folder's token
   * names in the body's {@code who}.
   */
  public String who() {
    return caller.name().isEmpty() ? required("who") : caller.name();
  }

  /** Who does it, with the groups and the proof that count where people answer. */
  public Speaker speaker() {
    return new Speaker(who(), caller.groups(), caller.vouchedBy());
  }

  /**
   * Goes on only when the caller may do that in that namespace.
   *
   * @throws Rejection otherwise
   */
  public void demand(Permission permission, String namespace) {
    if (!caller.may(permission, namespace)) {
      throw new Rejection(Problem.notPermitted(caller.name(), permission, namespace));
    }
  }

  /** The body as JSON; JSON null where there was none. */
  public JsonNode body() {
    JsonNode known = json;
    if (known == null) {
      known = parse();
      json = known;
    }
    return known;
  }

  private JsonNode parse() {
    if (bytes.length == 0) {
      return NullNode.getInstance();
    }
    String type = incoming.header("Content-Type");
    if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
      throw new Rejection(Problem.unsupportedType());
    }
    try {
      return Json.MAPPER.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw new Rejection(Problem.badRequest("the body is not JSON: " + e.getOriginalMessage()));
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory are always read", e);
    }
  }

  /**
   * Goes on only where the body says nothing: there is none, or an object without anything in it.
   *
   * @throws Rejection otherwise
   */
  public void demandNothing() {
    JsonNode said = body();
    boolean nothing = bytes.length == 0 || (said.isObject() && said.isEmpty());
    if (!nothing) {
      throw new Rejection(Problem.badRequest("there is nothing to say here: send no body, or {}"));
    }
  }

  /** The body as the fields of a form; the first value of each name. */
  public Map<String, String> form() {
    return Query.decode(new String(bytes, StandardCharsets.UTF_8));
  }

  public Map<String, String> query() {
    return query;
  }

  public String variable(String name) {
    return variables.getOrDefault(name, "");
  }

  /**
   * The one id that is the variable {@code id} or starts with it.
   *
   * @param what for people: {@code response}
   * @param startingSo the ids that start with a text, a few at most
   */
  public String theOne(String what, Function<String, List<String>> startingSo) {
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

  public @Nullable String query(String name) {
    return query.get(name);
  }

  /** A whole number between 0 and {@code most}. */
  public long number(String name, long fallback, long most) {
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
  public String text(String name) {
    JsonNode value = body().path(name);
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
  public Parameters parameters(String name) {
    JsonNode value = body().path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Parameters.NONE;
    }
    String wanted = name + " must be an object of texts and lists of texts";
    if (!value.isObject() || value.toString().length() > PARAMETERS_AT_MOST) {
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
  public @Nullable Duration duration(String name) {
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
  public String required(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      throw new Rejection(Problem.badRequest(name + " is missing"));
    }
    return text;
  }
}
