package io.nightjar.observe;

import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When the latest responses came into their states, as far as this run has seen it. For one thread.
 */
final class Lives {

  private static final int AT_MOST = 8_192;

  private final Map<String, Map<ResponseState, Instant>> lives =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<ResponseState, Instant>> eldest) {
          return size() > AT_MOST;
        }
      };

  void note(Response response) {
    lives
        .computeIfAbsent(response.id(), id -> new EnumMap<>(ResponseState.class))
        .put(response.state(), response.updatedAt());
  }

  /** When it last came into that state; null where this run has not seen it. */
  @Nullable Instant since(Response response, ResponseState state) {
    return lives.getOrDefault(response.id(), Map.of()).get(state);
  }

  /** How long it was in that state until now; null where this run has not seen it come. */
  @Nullable Duration in(Response response, ResponseState state) {
    Instant since = since(response, state);
    return since == null ? null : Duration.between(since, response.updatedAt());
  }
}
