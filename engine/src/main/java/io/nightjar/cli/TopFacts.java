package io.nightjar.cli;

import io.nightjar.fleet.AgentView;
import io.nightjar.http.ControlClient;
import io.nightjar.http.ControlFailure;
import io.nightjar.http.Status;
import io.nightjar.incident.Incident;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseFilter;
import io.nightjar.respond.ResponseState;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code nightjar top} shows, as it was at one moment.
 *
 * @param waiting what waits for a person, the one with the least time left first
 * @param incidents not closed, the latest first
 * @param latest responses, the newest first, without those that wait
 * @param eventsPerSecond since the look before; empty at the first
 */
record TopFacts(
    Status status,
    List<Response> waiting,
    List<Incident> incidents,
    List<Response> latest,
    List<AgentView> agents,
    OptionalDouble eventsPerSecond) {

  private static final int WAITING_AT_MOST = 200;
  private static final int OTHERS_AT_MOST = 50;
  private static final String EVENTS = "events";

  /** Asks for all of it; {@code before} is the look before this one, or null. */
  static TopFacts ask(ControlClient client, @Nullable TopFacts before) throws ControlFailure {
    Status status = client.status();
    Set<ResponseState> others = EnumSet.complementOf(EnumSet.of(ResponseState.AWAITING_APPROVAL));
    List<Response> waiting =
        client.responses(
            new ResponseFilter(EnumSet.of(ResponseState.AWAITING_APPROVAL), "", WAITING_AT_MOST),
            "");
    return new TopFacts(
        status,
        waiting.stream()
            .sorted(
                Comparator.comparing(
                    Response::expiresAt, Comparator.nullsLast(Comparator.naturalOrder())))
            .toList(),
        client.incidents(false, "", OTHERS_AT_MOST),
        client.responses(new ResponseFilter(others, "", OTHERS_AT_MOST), ""),
        client.agents(),
        rate(status, before == null ? null : before.status()));
  }

  private static OptionalDouble rate(Status now, @Nullable Status before) {
    if (before == null || !before.startedAt().equals(now.startedAt())) {
      return OptionalDouble.empty();
    }
    long millis = Duration.between(before.now(), now.now()).toMillis();
    long events =
        now.counters().getOrDefault(EVENTS, 0L) - before.counters().getOrDefault(EVENTS, 0L);
    return millis <= 0 ? OptionalDouble.empty() : OptionalDouble.of(events * 1000.0 / millis);
  }
}
