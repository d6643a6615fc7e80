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
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Health in the form of Kubernetes' own components: {@code ok}, or 503 with a line for each check.
 * Nobody signs in for it, so reasons are for the log alone.
 */
final class HealthPages {

  private static final Logger log = LoggerFactory.getLogger(HealthPages.class);

  /** A body is not wanted. */
  private static final int NO_BODY = 0;

  static final Door OPEN = incoming -> Caller.NOBODY;

  private final Map<String, String> toldBefore = new ConcurrentHashMap<>();

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
    @Nullable String excluded = call.query("exclude");
    StringBuilder lines = new StringBuilder();
    boolean well = true;
    for (HealthCheck check : checks) {
      if (check.name().equals(excluded)) {
        lines.append("[+]").append(check.name()).append(" excluded: ok\n");
      } else if (isWell(check)) {
        lines.append("[+]").append(check.name()).append(" ok\n");
      } else {
        well = false;
        lines.append("[-]").append(check.name()).append(" failed: reason withheld\n");
      }
    }
    String name = path.substring(1);
    if (!well) {
      return text(503, lines + name + " check failed\n");
    }
    return text(200, asked(call, "verbose") ? lines + name + " check passed\n" : "ok");
  }

  private Reply one(String path, List<HealthCheck> checks, Call call) {
    String name = call.variable("check");
    return checks.stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .map(
            check ->
                isWell(check)
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

  private boolean isWell(HealthCheck check) {
    String wrong;
    try {
      wrong = check.wrong().get();
    } catch (RuntimeException e) {
      log.error("the check {} failed itself", check.name(), e);
      return false;
    }
    String before = toldBefore.put(check.name(), wrong);
    if (!wrong.isEmpty() && !Objects.equals(before, wrong)) {
      log.warn("not well: {}: {}", check.name(), wrong);
    }
    return wrong.isEmpty();
  }

  private static Reply text(int status, String text) {
    return new Reply.Content(
        status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8), Map.of());
  }
}
