package io.nightjar.respond;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import io.nightjar.crash.CrashPoint;
import io.nightjar.gate.Durations;
import io.nightjar.store.Leadership;
import io.nightjar.store.LeadershipLost;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Calls what may be away, slow or broken: circuit breaker, retry with jitter, bulkhead and time
 * limit, once for every action. Only {@link Kind#UNAVAILABLE} is tried again, and not before the
 * other side wants it; a call holds no place in the bulkhead while it waits for that. A call that
 * ran out of time is not tried again, because it may still be under way. Whoever wants to goes on
 * trying while the other side is away, see {@link WhileAway}. Those for what only looks are apart
 * from those for what contains, each with a bulkhead of its own.
 */
final class CarefulCalls implements AutoCloseable {

  private static final Duration WAIT_FOR_ROOM = Duration.ofMinutes(1);
  private static final Duration WAIT_FOR_ROOM_TO_LOOK = Duration.ofMinutes(10);

  /** Between the name of a system and that of the node that it is on. */
  static final String ON_NODE = " on ";

  /** What one node can collect at the same time without its work suffering. */
  static final int LOOKS_ON_ONE_NODE = 2;

  private static final int BREAKERS_AT_MOST = 20_000;

  /** Whoever wants to be left alone for longer is not tried again: that is for people to know. */
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofSeconds(10);

  /** Of what waits for somebody who is away, in units of the pause between two attempts. */
  private static final int FIRST_WAIT = 10;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(8);

  private final ResponderSettings settings;
  private final Duration waitForRoom;
  private final InstantSource clock;
  private final ExecutorService executor;
  private final Leadership leadership;
  private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();
  private final Map<String, Bulkhead> rooms = new ConcurrentHashMap<>();
  private final Bulkhead bulkhead;
  private final boolean looks;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile boolean closed;

  /** What a caller says to trying again while the other side is away. */
  @FunctionalInterface
  interface WhileAway {

    /** It is not tried again. */
    WhileAway GIVE_UP = (why, until) -> Optional.of("");

    /**
     * @param why what is the matter with the other side
     * @param until so long it is tried again
     * @return what stands against it; empty where it is to be tried again
     */
    Optional<String> against(String why, Instant until);
  }

  /** An answer, and whether the same call may come to another one soon. */
  private record Answer<T>(T value, boolean isAway, String why) {
    static <T> Answer<T> last(T value) {
      return new Answer<>(value, false, "");
    }
  }

  /** For actions that contain. */
  static CarefulCalls containing(
      ResponderSettings settings, Leadership leadership, InstantSource clock) {
    return new CarefulCalls(
        settings,
        WAIT_FOR_ROOM,
        false,
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("action-", 0).factory()),
        leadership,
        clock);
  }

  /**
   * For those that only look: few at a time on one node, patient, and on threads of the system,
   * because they block in calls that would hold the carriers of virtual threads up.
   */
  static CarefulCalls looking(
      ResponderSettings settings, Leadership leadership, InstantSource clock) {
    return new CarefulCalls(
        settings.looking(),
        WAIT_FOR_ROOM_TO_LOOK,
        true,
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("evidence-", 0).factory()),
        leadership,
        clock);
  }

  private CarefulCalls(
      ResponderSettings settings,
      Duration waitForRoom,
      boolean looks,
      ExecutorService executor,
      Leadership leadership,
      InstantSource clock) {
    this.settings = settings;
    this.leadership = leadership;
    this.waitForRoom = waitForRoom;
    this.executor = executor;
    this.clock = clock;
    this.looks = looks;
    this.bulkhead = room("actions", settings.parallel());
  }

  /**
   * @param actionId what stands before its colon names the system that is called: one breaker each
   * @param failed makes an answer of a failure
   * @throws CancellationException when Nightjar stops meanwhile, or another engine has taken over:
   *     nobody here knows what became of it
   */
  <T> T call(String actionId, Supplier<T> attempt, BiFunction<Kind, String, T> failed) {
    return call(actionId, settings.timeLimit(), attempt, failed);
  }

  /** What an action asks for, where that is more than usual. */
  Duration timeLimit(Optional<Duration> wanted) {
    return wanted
        .filter(longer -> longer.compareTo(settings.timeLimit()) > 0)
        .orElse(settings.timeLimit());
  }

  /**
   * @param timeLimit of one attempt
   */
  <T> T call(
      String actionId,
      Duration timeLimit,
      Supplier<T> attempt,
      BiFunction<Kind, String, T> failed) {
    return call(actionId, timeLimit, attempt, failed, WhileAway.GIVE_UP);
  }

  /**
   * @param timeLimit of one attempt
   * @param whileAway is asked before each further round of attempts
   */
  <T> T call(
      String actionId,
      Duration timeLimit,
      Supplier<T> attempt,
      BiFunction<Kind, String, T> failed,
      WhileAway whileAway) {
    boolean persists = !whileAway.equals(WhileAway.GIVE_UP) && settings.persistFor().isPositive();
    Instant until = clock.instant().plus(settings.persistFor());
    Duration pause = settings.firstPause().multipliedBy(FIRST_WAIT);
    while (true) {
      Answer<T> answer = once(actionId, timeLimit, attempt, failed);
      if (!answer.isAway() || !persists) {
        return answer.value();
      }
      if (clock.instant().plus(pause).isAfter(until)) {
        return failed.apply(
            Kind.UNAVAILABLE,
            answer.why() + "; tried again for " + Durations.words(settings.persistFor()));
      }
      Optional<String> against = whileAway.against(answer.why(), until);
      if (against.isPresent()) {
        return failed.apply(Kind.UNAVAILABLE, answer.why() + "; not tried again: " + against.get());
      }
      pause(actionId, pause);
      Duration longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : longer;
    }
  }

  /** With jitter, for all that wait would come at the same instant. */
  private void pause(String actionId, Duration mean) {
    long millis = mean.toMillis();
    try {
      if (stopping.await(
          millis / 2 + ThreadLocalRandom.current().nextLong(millis), TimeUnit.MILLISECONDS)) {
        throw new CancellationException(actionId + " waited and was interrupted by stopping");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException(actionId + " waited and was interrupted");
    }
  }

  /** Nobody waits any longer for who is away: the next start goes on with it. */
  void stopWaiting() {
    stopping.countDown();
  }

  private <T> Answer<T> once(
      String actionId,
      Duration timeLimit,
      Supplier<T> attempt,
      BiFunction<Kind, String, T> failed) {
    leadership.confirm(); // outside the time limit: not being sure is not a failure of the call
    Answer<T> answer = answer(actionId, timeLimit, attempt, failed);
    if (closed && isFailure(answer.value())) {
      throw new CancellationException(actionId + " was interrupted by stopping");
    }
    if (leadership.isLost() && isFailure(answer.value())) {
      throw new LeadershipLost(actionId + " is left to the engine that leads");
    }
    return answer;
  }

  private <T> Answer<T> answer(
      String actionId,
      Duration timeLimit,
      Supplier<T> attempt,
      BiFunction<Kind, String, T> failed) {
    String system = actionId.split(":", 2)[0];
    Callable<T> limited =
        () ->
            TimeLimiter.of(TimeLimiterConfig.custom().timeoutDuration(timeLimit).build())
                .executeFutureSupplier(() -> executor.submit(guarded(attempt, failed)));
    try {
      Callable<T> inItsPlace = inItsPlace(system, limited);
      T value = breaker(system).executeCallable(Retry.decorateCallable(retry(system), inItsPlace));
      return new Answer<>(value, isWorthAnotherTry(value), cause(value));
    } catch (LeadershipLost e) {
      throw e;
    } catch (CallNotPermittedException e) {
      String why = system + " failed too often lately; it is left alone for a while";
      return new Answer<>(failed.apply(Kind.UNAVAILABLE, why), true, why);
    } catch (BulkheadFullException e) {
      return Answer.last(
          failed.apply(
              Kind.UNAVAILABLE, "too many actions run; waited " + Durations.words(waitForRoom)));
    } catch (TimeoutException e) {
      return Answer.last(
          failed.apply(
              Kind.UNAVAILABLE,
              "no answer in " + Durations.words(timeLimit) + "; it may still have happened"));
    } catch (Exception e) {
      return Answer.last(failed.apply(kind(e), describe(e)));
    }
  }

  /**
   * What one node keeps waiting takes a part of the room at most, so that the others have theirs.
   * Its own place comes first: who waits for that holds none that another could have.
   */
  private <T> Callable<T> inItsPlace(String system, Callable<T> call) {
    Callable<T> among = Bulkhead.decorateCallable(bulkhead, call);
    boolean isOne = looks || system.contains(ON_NODE);
    return isOne ? Bulkhead.decorateCallable(roomOf(system), among) : among;
  }

  private Bulkhead roomOf(String system) {
    if (rooms.size() >= BREAKERS_AT_MOST) {
      rooms.clear();
    }
    return rooms.computeIfAbsent(
        system, name -> room(name, looks ? LOOKS_ON_ONE_NODE : (settings.parallel() + 1) / 2));
  }

  private Bulkhead room(String name, int calls) {
    return Bulkhead.of(
        name,
        BulkheadConfig.custom().maxConcurrentCalls(calls).maxWaitDuration(waitForRoom).build());
  }

  private <T> Callable<T> guarded(Supplier<T> attempt, BiFunction<Kind, String, T> failed) {
    return () -> {
      try {
        leadership.confirm();
        CrashPoint.LEADING_BEFORE_CALL.reached();
        return attempt.get();
      } catch (LeadershipLost e) {
        throw e;
      } catch (RuntimeException | Error e) {
        // a missing class, too, must end in an outcome: without one the response would hang
        return failed.apply(kind(e), describe(e));
      }
    };
  }

  /** A client that could not talk at all may later; one that could, and failed, hardly. */
  private static Kind kind(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return Kind.UNAVAILABLE;
      }
    }
    return Kind.REFUSED;
  }

  private static boolean isFailure(Object answer) {
    return answer instanceof Outcome.Failed || answer instanceof UndoOutcome.Failed;
  }

  private static boolean isUnavailable(Object answer) {
    return switch (answer) {
      case Outcome.Failed failed -> failed.kind() == Kind.UNAVAILABLE;
      case UndoOutcome.Failed failed -> failed.kind() == Kind.UNAVAILABLE;
      default -> false;
    };
  }

  private static String cause(Object answer) {
    return switch (answer) {
      case Outcome.Failed failed -> failed.cause();
      case UndoOutcome.Failed failed -> failed.cause();
      default -> "";
    };
  }

  /** Zero when it said nothing of it. */
  private static Duration retryAfter(Object answer) {
    Duration wanted =
        switch (answer) {
          case Outcome.Failed failed -> failed.retryAfter();
          case UndoOutcome.Failed failed -> failed.retryAfter();
          default -> null;
        };
    return wanted == null ? Duration.ZERO : wanted;
  }

  private static boolean isWorthAnotherTry(Object answer) {
    return isUnavailable(answer) && retryAfter(answer).compareTo(LONGEST_RETRY_AFTER) <= 0;
  }

  private static String describe(Throwable failure) {
    return failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }

  private CircuitBreaker breaker(String system) {
    if (breakers.size() >= BREAKERS_AT_MOST) {
      breakers.clear(); // nodes come and go; a breaker soon knows again what it knew
    }
    return breakers.computeIfAbsent(
        system,
        name ->
            CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                    .clock(clock.withZone(ZoneOffset.UTC))
                    .slidingWindowSize(20)
                    .minimumNumberOfCalls(5)
                    .failureRateThreshold(50)
                    .waitDurationInOpenState(Duration.ofSeconds(15))
                    .permittedNumberOfCallsInHalfOpenState(2)
                    .recordResult(CarefulCalls::isUnavailable)
                    .build()));
  }

  private Retry retry(String system) {
    IntervalFunction backoff =
        IntervalFunction.ofExponentialRandomBackoff(settings.firstPause(), 2.0, 0.5);
    return Retry.of(
        system,
        RetryConfig.custom()
            .maxAttempts(settings.attempts())
            .intervalBiFunction(
                (attempt, answer) ->
                    Math.max(
                        backoff.apply(attempt),
                        answer.isRight() ? retryAfter(answer.get()).toMillis() : 0))
            .retryOnResult(CarefulCalls::isWorthAnotherTry)
            .retryOnException(failure -> false)
            .build());
  }

  @Override
  public void close() {
    closed = true;
    executor.shutdownNow();
  }
}
