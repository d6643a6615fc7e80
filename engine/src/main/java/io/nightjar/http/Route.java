package io.nightjar.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One method on one path template such as {@code /responses/{id}/approve}. */
record Route(String method, List<String> template, Handler handler) {

  /** Answers a request that matched. */
  @FunctionalInterface
  interface Handler {
    /**
     * @throws Rejection instead of an answer
     */
    Reply handle(Call call);
  }

  static Route get(String template, Handler handler) {
    return new Route("GET", segments(template), handler);
  }

  static Route post(String template, Handler handler) {
    return new Route("POST", segments(template), handler);
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

  static List<String> segments(String path) {
    return List.of(path.substring(1).split("/", -1));
  }
}
