package io.nightjar.respond;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Progress;
import io.nightjar.actions.Standing;
import io.nightjar.store.Database;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after what succeeded: whether the pods that a change replaces become ready, and whether
 * others take the change back. It tells and notes, and never acts: two who put their own back each
 * time would never come to an end.
 *
 * <p>One thread of its own asks one thing at a time, so that nothing that acts waits for it.
 */
final class Aftercare implements ResponseListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Aftercare.class);

  /** So many in one round, and the cluster is taken to be away. */
  private static final int FAILURES = 3;

  private final Database database;
  private final Map<String, Action> actions;
  private final AftercareNotes notes;
  private final AftercareSettings settings;
  private final InstantSource clock;
  private final Map<String, Patient> patients = new LinkedHashMap<>();
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("aftercare").daemon(true).factory());

  /**
   * @param suspect the last look found it taken back; only the second in a row counts
   * @param rollout whether its pods are still awaited
   */
  private record Patient(Response response, boolean suspect, boolean rollout) {
    Patient suspected(boolean so) {
      return new Patient(response, so, rollout);
    }

    Patient settled() {
      return new Patient(response, suspect, false);
    }
  }

  Aftercare(
      Database database,
      Map<String, Action> actions,
      AftercareNotes notes,
      AftercareSettings settings,
      InstantSource clock) {
    this.database = database;
    this.actions = actions;
    this.notes = notes;
    this.settings = settings;
    this.clock = clock;
  }

  /** Takes up what succeeded in earlier runs and begins its rounds. */
  void start() {
    database
        .read(connection -> ResponseTable.inState(connection, ResponseState.SUCCEEDED))
        .forEach(response -> changed(response, null));
    long pause = settings.every().toMillis();
    var unused = rounds.scheduleWithFixedDelay(this::safely, pause, pause, TimeUnit.MILLISECONDS);
  }

  @Override
  public void changed(Response response, @Nullable ResponseState previous) {
    boolean cared = response.state() == ResponseState.SUCCEEDED && !response.dryRun();
    boolean fresh = previous == ResponseState.EXECUTING || isYoung(response);
    synchronized (patients) {
      patients.remove(response.id());
      if (cared && (fresh || isReversible(response))) {
        patients.put(response.id(), new Patient(response, false, fresh));
      }
    }
  }

  @Override
  public void escalated(Response response) {
    // it waits for people: nothing has been done yet
  }

  private boolean isYoung(Response response) {
    return clock.instant().isBefore(response.updatedAt().plus(settings.readyWithin()));
  }

  private void safely() {
    try {
      round();
    } catch (RuntimeException e) {
      LOG.warn("what succeeded could not be looked after: {}", e.toString());
    }
  }

  /** Looks at those that waited longest; when the cluster does not answer, the rest waits on. */
  void round() {
    int failures = 0;
    for (Patient patient : next()) {
      try {
        keep(lookAfter(patient));
      } catch (RuntimeException e) {
        // one that may not be read must not keep the others waiting for ever
        keep(patient);
        LOG.debug("response {} could not be looked after", patient.response().id(), e);
        if (++failures == FAILURES) {
          return;
        }
      }
    }
  }

  private Patient lookAfter(Patient patient) {
    Response response = patient.response();
    Action action = actions.get(response.request().actionId());
    if (action == null) {
      return patient.settled();
    }
    Patient later = patient.rollout() ? await(patient, action) : patient;
    return action.descriptor().reversible()
            && response.outcome() instanceof Outcome.Succeeded succeeded
        ? look(later, action, succeeded.beforeState())
        : later;
  }

  private boolean isReversible(Response response) {
    Action action = actions.get(response.request().actionId());
    return action != null && action.descriptor().reversible();
  }

  private List<Patient> next() {
    synchronized (patients) {
      List<Patient> next = new ArrayList<>();
      Iterator<Patient> all = patients.values().iterator();
      while (all.hasNext() && next.size() < settings.atOnce()) {
        next.add(all.next());
      }
      return next;
    }
  }

  /** To the end of the queue, unless it changed meanwhile or needs no more care. */
  private void keep(Patient patient) {
    synchronized (patients) {
      Patient known = patients.get(patient.response().id());
      if (known == null || !known.response().equals(patient.response())) {
        return;
      }
      patients.remove(patient.response().id());
      if (patient.rollout() || isReversible(patient.response())) {
        patients.put(patient.response().id(), patient);
      }
    }
  }

  private Patient await(Patient patient, Action action) {
    Response response = patient.response();
    Optional<Progress> progress = action.progress(request(response));
    if (progress.isEmpty()) {
      return patient.settled();
    }
    Instant due = response.updatedAt().plus(settings.readyWithin());
    return switch (progress.get().state()) {
      case READY -> {
        notes.ready(response, progress.get().words());
        yield patient.settled();
      }
      case STUCK -> {
        notes.notReady(response, progress.get().words());
        yield patient.settled();
      }
      case UNDER_WAY -> {
        if (clock.instant().isBefore(due)) {
          yield patient;
        }
        notes.notReady(response, progress.get().words());
        yield patient.settled();
      }
    };
  }

  private Patient look(Patient patient, Action action, JsonNode beforeState) {
    return switch (action.standing(request(patient.response()), beforeState)) {
      case Standing.Holds holds -> patient.suspected(false);
      case Standing.Unknown unknown -> patient;
      case Standing.Reverted reverted -> {
        if (patient.suspect()) {
          notes.reverted(patient.response(), reverted);
        }
        yield patient.suspected(true);
      }
    };
  }

  private static ActionRequest request(Response response) {
    ResponseRequest asked = response.request();
    return new ActionRequest(
        asked.id(), asked.actionId(), asked.target(), asked.parameters(), false);
  }

  @Override
  public void close() {
    rounds.shutdownNow();
  }
}
