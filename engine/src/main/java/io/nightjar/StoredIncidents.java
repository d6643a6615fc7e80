package io.nightjar;

import io.nightjar.actions.PodTarget;
import io.nightjar.detect.Detection;
import io.nightjar.incident.Incident.Change;
import io.nightjar.incident.IncidentQueries;
import io.nightjar.incident.IncidentStory;
import io.nightjar.playbook.Incident;
import io.nightjar.playbook.IncidentWord;
import io.nightjar.respond.Response;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Reads;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What the store knows of incidents, as playbooks are told of them. */
final class StoredIncidents {
  private static final int LATEST = 9;

  /** Among so many of the latest detections the pods of an incident are counted. */
  private static final int PODS_COUNTED = 500;

  private final IncidentQueries queries;
  private final Instant from;

  /**
   * @param from where the journal begins that is told beside them
   */
  StoredIncidents(Reads reads, Instant from) {
    this.queries = new IncidentQueries(reads);
    this.from = from;
  }

  /** Makes words of the changes that people make. */
  static Consumer<io.nightjar.incident.Incident> tell(Consumer<IncidentWord> words) {
    return incident -> {
      Change last = incident.changes().getLast();
      words.accept(new IncidentWord(incident.id(), last.to(), last.at()));
    };
  }

  /** Those that began before the journal and had a detection within the day before it. */
  List<Incident> before() {
    List<Incident> before = new ArrayList<>();
    for (io.nightjar.incident.Incident stored : lately()) {
      if (stored.openedAt().isBefore(from)) {
        queries.story(stored.id()).flatMap(this::fact).ifPresent(before::add);
      }
    }
    before.sort(Comparator.comparing(Incident::time));
    return before;
  }

  /** What people have said of incidents since the journal begins, by time. */
  List<IncidentWord> words() {
    return lately().stream()
        .flatMap(
            stored ->
                stored.changes().stream()
                    .filter(change -> !change.at().isBefore(from))
                    .map(change -> new IncidentWord(stored.id(), change.to(), change.at())))
        .sorted(Comparator.comparing(IncidentWord::time))
        .toList();
  }

  private List<io.nightjar.incident.Incident> lately() {
    return queries.since(from.minus(Incident.MEMORY));
  }

  /**
   * As it stood when the journal begins. Its rules, its severity and what is in force are those of
   * now: the journal tells nothing that would take them back.
   */
  private Optional<Incident> fact(IncidentStory story) {
    io.nightjar.incident.Incident stored = story.incident();
    List<Detection> known = queries.latest(stored.id(), from, PODS_COUNTED);
    if (known.isEmpty()) {
      return Optional.empty();
    }
    Detection latest = known.getFirst();
    List<String> ids = new ArrayList<>(List.of(story.detections().getFirst().id()));
    known.subList(0, Math.min(LATEST, known.size())).reversed().stream()
        .map(Detection::id)
        .filter(id -> !ids.contains(id))
        .forEach(ids::add);
    Set<String> pods = known.stream().map(Detection::podUid).collect(Collectors.toSet());
    pods.remove("");
    return Optional.of(
        new Incident(
            stored.id(),
            stored.subject(),
            stored.about(),
            stored.state(),
            stored.severity(),
            queries.count(stored.id(), from),
            new TreeSet<>(stored.rules().keySet()),
            pods.size(),
            new TreeSet<>(inForce(story.responses())),
            latest.node(),
            latest.image(),
            latest.podLabels(),
            latest.namespaceLabels(),
            latest.podUid().isEmpty() || latest.podName().isEmpty()
                ? null
                : new PodTarget(latest.namespace(), latest.podName(), latest.podUid()),
            latest.workload(),
            ids,
            stored.openedAt(),
            latest.time()));
  }

  private static List<String> inForce(List<Response> responses) {
    return responses.stream()
        .filter(response -> response.state() == ResponseState.SUCCEEDED && !response.dryRun())
        .map(response -> response.request().actionId())
        .toList();
  }
}
