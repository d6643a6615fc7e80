package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.incident.Grouping;
import io.nightjar.incident.IncidentState;
import io.nightjar.incident.Subject;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The incidents of the last day, grown from the same facts in the same way as the stored ones, so
 * that a test, a back-test and production agree. Bounded: when there are too many, the one goes
 * whose last detection is the oldest. Safe to read from another thread.
 */
final class OpenIncidents {
  private static final int AT_MOST = 10_000;

  /** The least recently touched first. */
  private final LinkedHashMap<String, GrowingIncident> byId = new LinkedHashMap<>(64, 0.75f, true);

  private final Map<String, GrowingIncident> latest = new HashMap<>();

  /** What changed by a fact and is worth telling to playbooks. */
  synchronized List<Incident> take(SessionFact fact) {
    return switch (fact.value()) {
      case Detection detection -> take(detection).stream().toList();
      case ResponseUpdate update -> take(update);
      case IncidentWord word -> take(word).stream().toList();
      default -> List.of();
    };
  }

  private Optional<Incident> take(Detection detection) {
    Subject subject = Subject.of(detection);
    GrowingIncident known = latest.get(subject.key());
    boolean another =
        known == null
            || known.state() == IncidentState.CLOSED
            || known.last().plus(Grouping.QUIET).isBefore(detection.time());
    GrowingIncident incident =
        another || known == null ? open(GrowingIncident.open(subject, detection)) : known;
    byId.get(incident.id()); // touched last
    return incident.plus(detection) ? Optional.of(incident.now()) : Optional.empty();
  }

  private GrowingIncident open(GrowingIncident incident) {
    byId.put(incident.id(), incident);
    latest.put(incident.subject(), incident);
    if (byId.size() > AT_MOST) {
      remove(byId.values().iterator());
    }
    return incident;
  }

  private void remove(Iterator<GrowingIncident> oldest) {
    GrowingIncident gone = oldest.next();
    oldest.remove();
    latest.remove(gone.subject(), gone);
  }

  private List<Incident> take(ResponseUpdate update) {
    boolean done = update.state() == ResponseState.SUCCEEDED && !update.dryRun();
    boolean undone =
        update.state() == ResponseState.UNDONE
            || update.state() == ResponseState.REVERTED_BY_OTHERS;
    List<Incident> changed = new ArrayList<>();
    if (done || undone) {
      for (GrowingIncident incident : byId.values()) {
        if (incident.isOf(update) && incident.act(update.action(), done)) {
          changed.add(incident.now());
        }
      }
    }
    return changed;
  }

  private Optional<Incident> take(IncidentWord word) {
    GrowingIncident incident = byId.get(word.incident());
    return incident != null && incident.stands(word.state())
        ? Optional.of(incident.now())
        : Optional.empty();
  }

  /** One that was stored before, in place of what is known of it. */
  synchronized void put(Incident stored) {
    open(GrowingIncident.of(stored));
  }

  /** Forgets those whose last detection is longer ago than {@link Incident#MEMORY}. */
  synchronized List<String> forget(Instant now) {
    Instant oldest = now.minus(Incident.MEMORY);
    List<String> gone = new ArrayList<>();
    Iterator<GrowingIncident> all = byId.values().iterator();
    while (all.hasNext()) {
      GrowingIncident next = all.next();
      if (next.last().isBefore(oldest)) {
        all.remove();
        latest.remove(next.subject(), next);
        gone.add(next.id());
      }
    }
    return gone;
  }

  /** All that are remembered, the least recently touched first. */
  synchronized List<Incident> all() {
    return byId.values().stream().map(GrowingIncident::now).toList();
  }
}
