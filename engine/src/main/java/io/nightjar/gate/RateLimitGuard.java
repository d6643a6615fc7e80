package io.nightjar.gate;

import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.internal.AtomicRateLimiter;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.respond.ResponseRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Above the rate a person is asked instead of acting: never silence. Only what would act by itself
 * takes a permit.
 */
final class RateLimitGuard implements Guard {

  /** A limiter that nobody used for long is full again, so the least recently used one may go. */
  private static final int LIMITERS_AT_MOST = 10_000;

  private final GateSettings settings;
  private final InstantSource clock;
  private final Instant start;
  private final Map<String, AtomicRateLimiter> limiters =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, AtomicRateLimiter> eldest) {
          return size() > LIMITERS_AT_MOST;
        }
      };

  RateLimitGuard(GateSettings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.start = clock.instant();
  }

  @Override
  public String name() {
    return "rate-limit";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    if (!soFar.actsByItself()) {
      return new Answer.Pass("not counted: it does not act by itself");
    }
    String mode = soFar.dryRun() ? "dry-run " : "";
    String namespace = request.target().namespace();
    GateSettings.Rate own = settings.rates().perAction();
    if (!take(mode + request.actionId() + " " + namespace, own)) {
      return over(own, request.actionId() + " in namespace '" + namespace + "'");
    }
    GateSettings.Rate all = settings.rates().clusterWide();
    // evidence and telling others must never use up what containment may do
    if (!take(mode + ActionDescriptor.lane(request.actionId()) + " cluster", all)) {
      return over(all, "all actions in the cluster");
    }
    return new Answer.Pass("within " + words(own) + " and " + words(all) + " cluster-wide");
  }

  private Answer over(GateSettings.Rate rate, String what) {
    return new Answer.Ask(settings.asking().ask(), "more than " + words(rate) + " for " + what);
  }

  private boolean take(String key, GateSettings.Rate rate) {
    synchronized (limiters) {
      return limiters.computeIfAbsent(key, name -> limiter(name, rate)).acquirePermission(1);
    }
  }

  private AtomicRateLimiter limiter(String name, GateSettings.Rate rate) {
    RateLimiterConfig config =
        RateLimiterConfig.custom()
            .limitForPeriod(rate.permits())
            .limitRefreshPeriod(rate.period())
            .timeoutDuration(Duration.ZERO)
            .build();
    return new AtomicRateLimiter(
        name, config, () -> Duration.between(start, clock.instant()).toNanos());
  }

  private static String words(GateSettings.Rate rate) {
    return rate.permits() + " in " + Durations.words(rate.period());
  }
}
