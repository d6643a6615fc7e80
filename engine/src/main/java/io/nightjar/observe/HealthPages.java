package io.nightjar.observe;

import io.nightjar.http.Call;
import io.nightjar.http.Caller;
import io.nightjar.http.Door;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.Section;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Health in the form of Kubernetes' own components: {@code ok}, or 503 with a line for each check.
 * Nobody signs in for it, so reasons are for the log alone.
 */
final class HealthPages {

  /** A body is not wanted. */
  private static final int NO_BODY = 0;

  static final Door OPEN = incoming -> Caller.NOBODY;

  private final HealthAnswers answers = new HealthAnswers();

  /**
   * @param path such as {@code /readyz}
   */
  Section section(String path, List<HealthCheck> checks) {
    return Section.of(
        path,
        OPEN,
        NO_BODY,
        List.of(
            Route.get("", null, call -> all(path, checks, call)),
            Route.get("/{check}", null, call -> one(path, checks, call))));
  }

  private Reply all(String path, List<HealthCheck> checks, Call call) {
    HealthAnswers.Answer answer =
        answers.all(path.substring(1), checks, call.query("exclude"), asked(call, "verbose"));
    return text(answer.status(), answer.text());
  }

  private Reply one(String path, List<HealthCheck> checks, Call call) {
    String name = call.variable("check");
    return checks.stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .map(
            check ->
                answers.isWell(check)
                    ? text(200, "ok")
                    : text(503, path.substring(1) + " " + check.name() + " check failed\n"))
        .orElseThrow(() -> new Rejection(Problem.notFound("no such check")));
  }

  /** {@code ?verbose} and {@code ?verbose=true} alike. */
  private static boolean asked(Call call, String name) {
    String query = call.incoming().query();
    return query != null
        && List.of(query.split("&", -1)).stream()
            .anyMatch(part -> part.equals(name) || part.startsWith(name + "="));
  }

  private static Reply text(int status, String text) {
    return new Reply.Content(
        status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
  }
}
