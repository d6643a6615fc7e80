package io.nightjar.actions.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.WeakHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said of an API server that cannot be watched, whoever watches however much of it: a line
 * when it begins, one a minute, one when it is over. What one watch alone may not see is said of
 * that watch, as seldom. Any thread.
 */
public final class Outage {

  private static final Logger log = LoggerFactory.getLogger(Outage.class);
  private static final Duration AGAIN_AFTER = Duration.ofMinutes(1);
  private static final int FORBIDDEN = 403;
  private static final int UNAUTHORIZED = 401;

  private static final Map<KubernetesClient, Outage> ALL =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final String server;
  private final LongSupplier nanoTime;
  private final Map<String, Long> failing = new TreeMap<>();
  private final Map<String, Long> refusedSaid = new HashMap<>();
  private long said;

  Outage(String server, LongSupplier nanoTime) {
    this.server = server;
    this.nanoTime = nanoTime;
  }

  /** The one of all who watch by that client. */
  public static Outage of(KubernetesClient client) {
    return ALL.computeIfAbsent(
        client, known -> new Outage(String.valueOf(known.getMasterUrl()), System::nanoTime));
  }

  /**
   * A watch failed and is tried again.
   *
   * @param what is watched, in the plural
   */
  public void failed(String what, Throwable problem) {
    line(what, problem).ifPresent(log::warn);
  }

  /** A watch has what it wants. */
  public void works(String what) {
    over(what).ifPresent(log::warn);
  }

  synchronized Optional<String> line(String what, Throwable problem) {
    long now = nanoTime.getAsLong();
    int code = code(problem);
    if (code == FORBIDDEN) {
      return refused(what, problem, now);
    }
    boolean begins = failing.isEmpty();
    long since = failing.values().stream().min(Long::compare).orElse(now);
    failing.putIfAbsent(what, now);
    if (!begins && now - said < AGAIN_AFTER.toNanos()) {
      return Optional.empty();
    }
    said = now;
    return Optional.of(
        begins
            ? "the API server %s cannot be watched, trying again: %s. %s"
                .formatted(server, words(problem), check(code))
            : "the API server %s cannot be watched for %d minutes now (%s): %s. %s"
                .formatted(
                    server,
                    Duration.ofNanos(now - since).toMinutes(),
                    String.join(", ", failing.keySet()),
                    words(problem),
                    check(code)));
  }

  private Optional<String> refused(String what, Throwable problem, long now) {
    Long before = refusedSaid.get(what);
    if (before != null && now - before < AGAIN_AFTER.toNanos()) {
      return Optional.empty();
    }
    refusedSaid.put(what, now);
    return Optional.of(
        "%s cannot be watched: %s. `nightjar doctor` names the permission that is missing"
            .formatted(what, words(problem)));
  }

  synchronized Optional<String> over(String what) {
    refusedSaid.remove(what);
    if (failing.isEmpty()) {
      return Optional.empty();
    }
    long since = failing.values().stream().min(Long::compare).orElse(0L);
    failing.remove(what);
    return failing.isEmpty()
        ? Optional.of(
            "the API server %s is watched again, after %d seconds; what happened meanwhile is known"
                .formatted(server, Duration.ofNanos(nanoTime.getAsLong() - since).toSeconds()))
        : Optional.empty();
  }

  /** 0 or less where there was no answer. */
  private static int code(Throwable problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof KubernetesClientException answer) {
        return answer.getCode();
      }
    }
    return 0;
  }

  private static String check(int code) {
    if (code == UNAUTHORIZED) {
      return "Check that Nightjar's token or client certificate has not expired";
    }
    return code <= 0
        ? "Check that the address is right, that the network and its policies let this machine"
            + " reach it, and that its certificate is trusted; `nightjar doctor` tries it"
        : "It answers, but not as it should (HTTP "
            + code
            + "): look at the API server itself, at its etcd and its load";
  }

  /** The innermost cause has the words of the network. */
  private static String words(Throwable problem) {
    Throwable cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    String name = cause.getClass().getSimpleName();
    return message == null
        ? name
        : cause instanceof KubernetesClientException
            ? message.lines().findFirst().orElse(name)
            : name + ": " + message.lines().findFirst().orElse("");
  }
}
