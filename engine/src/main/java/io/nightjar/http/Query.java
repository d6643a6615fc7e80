package io.nightjar.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names and values as an address or a form carries them. */
final class Query {

  private Query() {}

  /**
   * The first value of each name.
   *
   * @throws Rejection when an escape is broken
   */
  static Map<String, String> decode(@Nullable String raw) {
    Map<String, String> values = new HashMap<>();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.putIfAbsent(one(pair.substring(0, equals)), one(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  /** One name, value, or part of a path. */
  static String one(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new Rejection(Problem.badRequest("a % in the address is followed by no hex digits"));
    }
  }
}
