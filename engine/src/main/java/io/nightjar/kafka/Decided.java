package io.nightjar.kafka;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.nightjar.detect.Detection;
import io.nightjar.playbook.CalendarOpened;
import io.nightjar.playbook.Decision;
import io.nightjar.playbook.Notice;
import io.nightjar.playbook.PlaybookFault;
import io.nightjar.playbook.Skipped;
import io.nightjar.respond.ResponseRequest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an engine decided, on its way to the one that acts. Exactly one of the last seven is there.
 *
 * @param engine that decided
 * @param causes the detections behind it, as many as fit; so that none is asked about that the
 *     store does not have
 * @param rebuilt a session knows again what happened in its partition
 * @param forgotten so many facts more were forgotten before their time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Decided(
    String engine,
    List<Detection> causes,
    @Nullable ResponseRequest asked,
    @Nullable Notice told,
    @Nullable Skipped notPossible,
    @Nullable PlaybookFault takenOut,
    @Nullable CalendarOpened opened,
    @Nullable Rebuilt rebuilt,
    @Nullable Long forgotten) {

  Decided {
    causes = List.copyOf(Objects.requireNonNullElse(causes, List.of()));
  }

  /**
   * @param facts that were learnt again
   * @param millis that it took, for which nothing of the partition was decided
   */
  record Rebuilt(int partition, int facts, long millis) {}

  static Decided of(String engine, Decision decision, List<Detection> causes) {
    return switch (decision) {
      case Decision.Asked asked ->
          new Decided(engine, causes, asked.request(), null, null, null, null, null, null);
      case Decision.Told told ->
          new Decided(engine, causes, null, told.notice(), null, null, null, null, null);
      case Decision.NotPossible not ->
          new Decided(engine, causes, null, null, not.skipped(), null, null, null, null);
      case Decision.TakenOut out ->
          new Decided(engine, List.of(), null, null, null, out.fault(), null, null, null);
    };
  }

  static Decided of(String engine, CalendarOpened opened) {
    return new Decided(engine, List.of(), null, null, null, null, opened, null, null);
  }

  static Decided of(String engine, Rebuilt rebuilt) {
    return new Decided(engine, List.of(), null, null, null, null, null, rebuilt, null);
  }

  static Decided forgotten(String engine, long facts) {
    return new Decided(engine, List.of(), null, null, null, null, null, null, facts);
  }

  Decided withoutCauses() {
    return new Decided(
        engine, List.of(), asked, told, notPossible, takenOut, opened, rebuilt, forgotten);
  }

  /** The same where one decides again on what was decided before; empty where it never is. */
  Optional<String> id() {
    if (asked != null) {
      return Optional.of("asked/" + asked.id());
    } else if (told != null) {
      return Optional.of("told/" + told.id());
    } else if (notPossible != null) {
      return Optional.of(
          String.join(
              "/",
              "not-possible",
              notPossible.playbook(),
              notPossible.playbookRule(),
              notPossible.actionId(),
              notPossible.detectionIds().toString()));
    } else if (opened != null) {
      return Optional.of("opened/" + opened.calendar() + "/" + opened.opened());
    }
    return Optional.empty();
  }

  boolean says() {
    return asked != null
        || told != null
        || notPossible != null
        || takenOut != null
        || opened != null
        || rebuilt != null
        || forgotten != null;
  }
}
