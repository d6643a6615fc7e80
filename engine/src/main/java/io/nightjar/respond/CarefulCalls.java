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
import io.nightjar.gate.Durations;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * Calls what may be away, slow or broken: bulkhead, circuit breaker, retry with jitter and time
 * limit, once for every action. Only {@link Kind#UNAVAILABLE} is tried again. A call that ran out
 * of time is not, because it may still be under way.
 */
final class CarefulCalls implements AutoCloseable {

  private static final Duration WAIT_FOR_ROOM = Duration.ofMinutes(1);

  private final ResponderSettings settings;
  private final InstantSource clock;
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("action-", 0).factory());
  private final Map<String, CircuitBreaker> breakers = new ConcurrentHashMap<>();
  private final Bulkhead bulkhead;
  private final TimeLimiter timeLimiter;
  private volatile boolean closed;

  CarefulCalls(ResponderSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.bulkhead =
        Bulkhead.of(
            "actions",
            BulkheadConfig.custom()
                .maxConcurrentCalls(settings.parallel())
                .maxWaitDuration(WAIT_FOR_ROOM)
                .build());
    this.timeLimiter =
        TimeLimiter.of(TimeLimiterConfig.custom().timeoutDuration(settings.timeLimit()).build());
  }

  /**
   * @param actionId what stands before its colon names the system that is called: one breaker each
   * @param failed makes an answer of a failure
   * @throws CancellationException when Nightjar stops meanwhile: nobody knows what became of it
   */
  <T> T call(String actionId, Supplier<T> attempt, BiFunction<Kind, String, T> failed) {
    T answer = answer(actionId, attempt, failed);
    if (closed && isFailure(answer)) {
      throw new CancellationException(actionId + " was interrupted by stopping");
    }
    return answer;
  }

  private <T> T answer(String actionId, Supplier<T> attempt, BiFunction<Kind, String, T> failed) {
    String system = actionId.split(":", 2)[0];
    Callable<T> limited =
        () -> timeLimiter.executeFutureSupplier(() -> executor.submit(guarded(attempt, failed)));
    try {
      return bulkhead.executeCallable(
          () -> breaker(system).executeCallable(Retry.decorateCallable(retry(system), limited)));
    } catch (CallNotPermittedException e) {
      return failed.apply(
          Kind.UNAVAILABLE, system + " failed too often lately; it is left alone for a while");
    } catch (BulkheadFullException e) {
      return failed.apply(
          Kind.UNAVAILABLE, "too many actions run; waited " + Durations.words(WAIT_FOR_ROOM));
    } catch (TimeoutException e) {
      return failed.apply(
          Kind.UNAVAILABLE,
          "no answer in " + Durations.words(settings.timeLimit()) + "; it may still have happened");
    } catch (Exception e) {
      return failed.apply(kind(e), describe(e));
    }
  }

  private static <T> Callable<T> guarded(Supplier<T> attempt, BiFunction<Kind, String, T> failed) {
    return () -> {
      try {
        return attempt.get();
      } catch (RuntimeException e) {
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

  private static String describe(Throwable failure) {
    return failure.getClass().getSimpleName() + ": " + failure.getMessage();
  }

  private CircuitBreaker breaker(String system) {
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
    return Retry.of(
        system,
        RetryConfig.custom()
            .maxAttempts(settings.attempts())
            .intervalFunction(
                IntervalFunction.ofExponentialRandomBackoff(settings.firstPause(), 2.0, 0.5))
            .retryOnResult(CarefulCalls::isUnavailable)
            .retryOnException(failure -> false)
            .build());
  }

  @Override
  public void close() {
    closed = true;
    executor.shutdownNow();
  }
}
