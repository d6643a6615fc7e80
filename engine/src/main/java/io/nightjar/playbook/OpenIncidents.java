package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import io.nightjar.incident.Grouping;
import io.nightjar.incident.IncidentState;
import io.nightjar.incident.Subject;
import io.nightjar.respond.ResponseState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The incidents of the last day, grown from the same facts in the same way as the stored ones, so
 * that a test, a back-test and production agree. Bounded: when there are too many, the one goes
 * whose last detection is the oldest. Safe to read from another thread.
 */
final class OpenIncidents {
  private static final int AT_MOST = 10_000;

  /** The one whose last detection came first is the first. */
  private final LinkedHashMap<String, GrowingIncident> byId = new LinkedHashMap<>();

  /** By the UID of a pod or workload that they are, or were, about. */
  private final Map<String, Set<GrowingIncident>> byUid = new HashMap<>();

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
    GrowingIncident before = latest.get(subject.key());
    boolean another =
        before == null
            || before.state() == IncidentState.CLOSED
            || before.last().plus(Grouping.QUIET).isBefore(detection.time());
    GrowingIncident incident =
        another || before == null ? open(GrowingIncident.open(subject, detection)) : before;
    byId.putLast(incident.id(), incident);
    int known = incident.uidCount();
    boolean worth = incident.plus(detection);
    if (incident.uidCount() > known) {
      index(incident, detection.podUid());
      index(incident, detection.getWorkloadUid());
    }
    return worth ? Optional.of(incident.now()) : Optional.empty();
  }

  private void index(GrowingIncident incident, String uid) {
    if (!uid.isEmpty() && incident.isOf(uid)) {
      byUid.computeIfAbsent(uid, unknown -> new LinkedHashSet<>(2)).add(incident);
    }
  }

  private GrowingIncident open(GrowingIncident incident) {
    byId.put(incident.id(), incident);
    latest.put(incident.subject(), incident);
    incident.uids().forEach(uid -> index(incident, uid));
    if (byId.size() > AT_MOST) {
      removeOldest();
    }
    return incident;
  }

  private String removeOldest() {
    GrowingIncident gone = byId.pollFirstEntry().getValue();
    latest.remove(gone.subject(), gone);
    for (String uid : gone.uids()) {
      byUid.computeIfPresent(
          uid,
          (known, incidents) -> {
            incidents.remove(gone);
            return incidents.isEmpty() ? null : incidents;
          });
    }
    return gone.id();
  }

  private List<Incident> take(ResponseUpdate update) {
    boolean done = update.state() == ResponseState.SUCCEEDED && !update.dryRun();
    boolean undone =
        update.state() == ResponseState.UNDONE
            || update.state() == ResponseState.REVERTED_BY_OTHERS;
    List<Incident> changed = new ArrayList<>();
    if (done || undone) {
      Set<GrowingIncident> about = new LinkedHashSet<>();
      about.addAll(byUid.getOrDefault(update.getWorkloadUid(), Set.of()));
      about.addAll(byUid.getOrDefault(update.getPodUid(), Set.of()));
      for (GrowingIncident incident : about) {
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

  /**
   * Forgets those whose last detection is longer ago than {@link Incident#MEMORY}; one whose
   * detection came late goes with those before it.
   */
  synchronized List<String> forget(Instant now) {
    Instant oldest = now.minus(Incident.MEMORY);
    List<String> gone = new ArrayList<>();
    while (!byId.isEmpty() && byId.firstEntry().getValue().last().isBefore(oldest)) {
      gone.add(removeOldest());
    }
    return gone;
  }

  /** All that are remembered; the one whose last detection came first is the first. */
  synchronized List<Incident> all() {
    return byId.values().stream().map(GrowingIncident::now).toList();
  }
}
