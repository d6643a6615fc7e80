package io.nightjar.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One method on one path template such as {@code /responses/{id}/approve}, below its section.
 *
 * @param permission that the caller must have in all namespaces; null where it needs none, or where
 *     the handler asks {@link Call#demand} for the namespace that it is about
 * @param about what the description of the API says of it; null where that does not know it
 * @param prompt whether its handler never waits, so that the thread that read a small request may
 *     ask it
 */
public record Route(
    String method,
    List<String> template,
    @Nullable Permission permission,
    Handler handler,
    @Nullable About about,
    boolean prompt) {

  public Route {
    template = List.copyOf(template);
  }

  /** One that the description of the API does not know. */
  public Route(
      String method, List<String> template, @Nullable Permission permission, Handler handler) {
    this(method, template, permission, handler, null);
  }

  /** One whose handler may wait. */
  public Route(
      String method,
      List<String> template,
      @Nullable Permission permission,
      Handler handler,
      @Nullable About about) {
    this(method, template, permission, handler, about, false);
  }

  /** Answers a request that matched. */
  @FunctionalInterface
  public interface Handler {
    /**
     * @throws Rejection instead of an answer
     */
    Reply handle(Call call);
  }

  public static Route get(String template, @Nullable Permission permission, Handler handler) {
    return new Route("GET", segments(template), permission, handler);
  }

  public static Route post(String template, @Nullable Permission permission, Handler handler) {
    return new Route("POST", segments(template), permission, handler);
  }

  public static Route put(String template, @Nullable Permission permission, Handler handler) {
    return new Route("PUT", segments(template), permission, handler);
  }

  /** The same, answered by another. */
  Route handledBy(Handler other) {
    return new Route(method, template, permission, other, about, prompt);
  }

  /** The same with words for the description of the API. */
  public Route saying(About words) {
    return new Route(method, template, permission, handler, words, prompt);
  }

  /** The same, where its handler waits for nothing, and answers {@link Reply.Later} if it must. */
  public Route promptly() {
    return new Route(method, template, permission, handler, about, true);
  }

  /** {@code /responses/{id}/approve}. */
  String path() {
    return template.isEmpty() ? "" : "/" + String.join("/", template);
  }

  /** The variables of {@code path}, or nothing when it is another one. */
  Optional<Map<String, String>> match(List<String> path) {
    if (path.size() != template.size()) {
      return Optional.empty();
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < path.size(); i++) {
      String wanted = template.get(i);
      if (wanted.startsWith("{")) {
        variables.put(wanted.substring(1, wanted.length() - 1), path.get(i));
      } else if (!wanted.equals(path.get(i))) {
        return Optional.empty();
      }
    }
    return Optional.of(variables);
  }

  /** The path's parts; none for the section's own address. */
  static List<String> segments(String path) {
    return path.isEmpty() ? List.of() : List.of(path.substring(1).split("/", -1));
  }
}
