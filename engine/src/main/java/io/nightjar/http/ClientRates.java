package io.nightjar.http;

import io.nightjar.alert.TokenBucket;
import io.nightjar.config.LimitsConfig;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many requests each client may send; of so many clients, the latest. Thread safe. */
final class ClientRates {

  private static final int CLIENTS_AT_MOST = 10_000;

  private final LimitsConfig limits;
  private final InstantSource clock;
  private final Map<ClientAddress, TokenBucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ClientAddress, TokenBucket> eldest) {
          return size() > CLIENTS_AT_MOST;
        }
      };

  ClientRates(LimitsConfig limits, InstantSource clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /** Whether one more request of the client may be served. */
  boolean take(ClientAddress client) {
    if (limits.requestsPerSecond() == 0) {
      return true;
    }
    TokenBucket bucket;
    synchronized (buckets) {
      bucket =
          buckets.computeIfAbsent(
              client, key -> new TokenBucket(limits.requestsPerSecond(), limits.burst(), clock));
    }
    return bucket.take();
  }
}
