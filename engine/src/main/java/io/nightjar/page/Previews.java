package io.nightjar.page;

import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.ChangeWatch;
import io.nightjar.actions.ObjectChange;
import io.nightjar.actions.Outcome;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a response that waits for a person would change: its action is asked for a dry run, which
 * the API server judges and does not keep. Few at a time, each for a short while, and kept for some
 * seconds, so that a page that is looked at often costs the cluster little. Thread safe.
 */
public final class Previews implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Previews.class);
  private static final int AT_ONCE = 4;
  private static final int LINES_AT_ONCE = 8;
  private static final int KEPT_AT_MOST = 200;
  private static final long KEPT_NANOS = Duration.ofSeconds(10).toNanos();

  private final Map<String, Action> actions;
  private final Function<ResponseRequest, List<String>> staysReady;
  private final Duration patience;
  private final Semaphore room = new Semaphore(AT_ONCE);
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("preview-", 0).factory());

  private record Kept(long atNanos, Preview preview) {}

  /**
   * What would change, or why that cannot be told.
   *
   * @param changes plain sentences of the action
   * @param objects what the API server would make of it, by object
   * @param ready how many pods stay ready, by workload
   * @param problem empty where the dry run gave an answer
   */
  public record Preview(
      List<String> changes,
      List<ObjectChange> objects,
      List<String> warnings,
      List<String> ready,
      String problem) {

    public Preview {
      changes = List.copyOf(changes);
      objects = List.copyOf(objects);
      warnings = List.copyOf(warnings);
      ready = List.copyOf(ready);
    }

    /** Whether all lines can be shown at once. */
    public boolean brief() {
      return objects.stream().mapToInt(object -> object.lines().size()).sum() <= LINES_AT_ONCE;
    }

    static Preview none(String problem) {
      return new Preview(List.of(), List.of(), List.of(), List.of(), problem);
    }

    Preview with(List<String> staysReady) {
      return new Preview(changes, objects, warnings, staysReady, problem);
    }
  }

  /**
   * @param actions by id
   * @param staysReady tells how many pods stay ready, from memory
   * @param patience how long one may take
   */
  public Previews(
      Map<String, Action> actions,
      Function<ResponseRequest, List<String>> staysReady,
      Duration patience) {
    this.actions = Map.copyOf(actions);
    this.staysReady = staysReady;
    this.patience = patience;
  }

  /** Waits for the dry run, not longer than the patience. */
  public Preview of(Response response) {
    long now = System.nanoTime();
    Kept known = kept.get(response.id());
    if (known != null && now - known.atNanos() < KEPT_NANOS) {
      return known.preview();
    }
    Preview preview = ask(response.request()).with(staysReady.apply(response.request()));
    if (kept.size() >= KEPT_AT_MOST) {
      kept.clear();
    }
    kept.put(response.id(), new Kept(now, preview));
    return preview;
  }

  private Preview ask(ResponseRequest request) {
    Action action = actions.get(request.actionId());
    if (action == null) {
      return Preview.none("there is no action " + request.actionId() + " here");
    }
    if (!room.tryAcquire()) {
      return Preview.none("too many are asked for at the moment; load the page again");
    }
    Future<Preview> answer =
        threads.submit(
            () -> {
              try {
                return dryRun(action, request);
              } finally {
                room.release();
              }
            });
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      return Preview.none("no answer within " + PageTimes.words(patience));
    } catch (ExecutionException e) {
      log.warn("no dry run of {}", request.actionId(), e.getCause());
      return Preview.none("the dry run failed; the log says why");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Preview.none("Nightjar is stopping");
    }
  }

  private static Preview dryRun(Action action, ResponseRequest request) {
    ActionRequest dry =
        new ActionRequest(
            request.id(), request.actionId(), request.target(), request.parameters(), true);
    ChangeWatch.Seen<Outcome> seen = ChangeWatch.during(() -> action.execute(dry));
    return switch (seen.result()) {
      case Outcome.Succeeded would ->
          new Preview(
              would.changes().stream().map(Previews::unmarked).toList(),
              seen.changes(),
              would.warnings(),
              List.of(),
              "");
      case Outcome.NothingToDo nothing -> Preview.none("it would change nothing: " + nothing.why());
      case Outcome.Failed failed -> Preview.none("it would fail: " + failed.cause());
    };
  }

  /** The page says itself that nothing has happened yet. */
  private static String unmarked(String change) {
    return change.startsWith("dry run: ") ? change.substring("dry run: ".length()) : change;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
