package io.nightjar.http;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Routes below one path that share a door.
 *
 * @param base such as {@code /api/v1}; empty for all that no other section has
 * @param bodyBytesAtMost larger bodies are refused
 * @param refusals how a problem is told here
 * @param paced whether {@code requestsPerSecond} holds here; not for programs that would not try
 *     again
 */
public record Section(
    String base,
    Door door,
    int bodyBytesAtMost,
    List<Route> routes,
    Function<Problem, Reply> refusals,
    boolean paced) {

  public Section {
    routes = List.copyOf(routes);
  }

  public Section(
      String base,
      Door door,
      int bodyBytesAtMost,
      List<Route> routes,
      Function<Problem, Reply> refusals) {
    this(base, door, bodyBytesAtMost, routes, refusals, true);
  }

  /** The same for clients that are never told to come again later. */
  public Section atAnyRate() {
    return new Section(base, door, bodyBytesAtMost, routes, refusals, false);
  }

  /** Routes of programs: a problem is told as problem+json. */
  public static Section of(String base, Door door, int bodyBytesAtMost, List<Route> routes) {
    return new Section(base, door, bodyBytesAtMost, routes, Section::json);
  }

  static Reply.Content json(Problem problem) {
    byte[] body = Reply.bytes(problem);
    Map<String, String> headers =
        switch (problem.status()) {
          case 401 -> Map.of("WWW-Authenticate", "Bearer");
          case 429, 503 -> Map.of("Retry-After", "1");
          default -> Map.of();
        };
    return new Reply.Content(problem.status(), "application/problem+json", body, headers);
  }

  /** What stands in a raw path of this section behind its base. */
  List<String> segments(String path) {
    return Route.segments(path.substring(base.length()));
  }

  /** Whether the handler that a raw path leads to never waits. */
  boolean isPrompt(String method, String path) {
    boolean prompt = false;
    @Nullable List<String> segments = null;
    for (Route route : routes) {
      if (route.prompt() && route.method().equals(method)) {
        segments = segments == null ? segments(path) : segments;
        prompt |= route.match(segments).isPresent();
      }
    }
    return prompt;
  }

  /** Whether a raw path is one of this section. */
  boolean has(String path) {
    return path.startsWith(base)
        && (path.length() == base.length() || path.charAt(base.length()) == '/');
  }
}
