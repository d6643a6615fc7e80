package io.nightjar.http;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Routes below one path that share a door.
 *
 * @param base such as {@code /api/v1}; empty for all that no other section has
 * @param bodyBytesAtMost larger bodies are refused
 * @param refusals how a problem is told here
 */
public record Section(
    String base,
    Door door,
    int bodyBytesAtMost,
    List<Route> routes,
    Function<Problem, Reply> refusals) {

  public Section {
    routes = List.copyOf(routes);
  }

  /** Routes of programs: a problem is told as problem+json. */
  public static Section of(String base, Door door, int bodyBytesAtMost, List<Route> routes) {
    return new Section(base, door, bodyBytesAtMost, routes, Section::json);
  }

  static Reply.Content json(Problem problem) {
    byte[] body = Reply.bytes(problem);
    Map<String, String> headers =
        problem.status() == 401 ? Map.of("WWW-Authenticate", "Bearer") : Map.of();
    return new Reply.Content(problem.status(), "application/problem+json", body, headers);
  }

  /** Whether a raw path is one of this section. */
  boolean has(String path) {
    return path.startsWith(base)
        && (path.length() == base.length() || path.charAt(base.length()) == '/');
  }
}
