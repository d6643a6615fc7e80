package io.nightjar.observe;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at checks and says how it is, as Kubernetes' own components do. What is wrong goes to the
 * log, once while it stays the same. Any thread.
 */
public final class HealthAnswers {

  private static final Logger log = LoggerFactory.getLogger(HealthAnswers.class);

  private final Map<String, String> toldBefore = new ConcurrentHashMap<>();

  /**
   * @param status 200 or 503
   */
  public record Answer(int status, String text) {}

  /**
   * @param name such as {@code readyz}
   * @param excluded a check that is not looked at; null for none
   * @param verbose whether every check has a line where all is well, too
   */
  public Answer all(
      String name, List<HealthCheck> checks, @Nullable String excluded, boolean verbose) {
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
    if (!well) {
      return new Answer(503, lines + name + " check failed\n");
    }
    return new Answer(200, verbose ? lines + name + " check passed\n" : "ok");
  }

  boolean isWell(HealthCheck check) {
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
}
