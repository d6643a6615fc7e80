package io.nightjar.respond;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.gate.Act;
import io.nightjar.gate.GateSettings;
import io.nightjar.gate.InForce;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The responses of a rehearsal that others have to know of, in memory and bounded: where there are
 * too many, the one that has not changed for longest goes. One thread.
 */
final class RehearsedResponses {

  static final int FOLLOWED_AT_MOST = 50_000;
  private static final int KNOWN_AT_MOST = 200_000;

  /** The pods that were taken lately are looked at for so long, whatever the budgets say. */
  private static final Duration ACTS_AT_LEAST = Duration.ofMinutes(1);

  private final Map<String, ActionDescriptor> actions;
  private final GateSettings settings;
  private final Map<String, Response> followed = new LinkedHashMap<>(64, 0.75f, true);
  private final Map<String, Set<String>> byTarget = new HashMap<>();
  private final Map<String, Boolean> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
          return size() > KNOWN_AT_MOST;
        }
      };
  private final Deque<Act> acts = new ArrayDeque<>();
  private long forgotten;

  RehearsedResponses(Map<String, ActionDescriptor> actions, GateSettings settings) {
    this.actions = actions;
    this.settings = settings;
  }

  int size() {
    return followed.size();
  }

  long forgotten() {
    return forgotten;
  }

  /** Whether a request of that id was made before. */
  boolean knows(String requestId) {
    return known.containsKey(requestId);
  }

  Optional<Response> get(String id) {
    return Optional.ofNullable(followed.get(id));
  }

  boolean isReversible(Response response) {
    ActionDescriptor action = actions.get(response.request().actionId());
    return action != null && action.reversible();
  }

  /** Notes that the request is part of {@code holder}. */
  void join(String requestId, Response holder) {
    known.put(requestId, true);
    followed.put(holder.id(), holder);
  }

  /** Notes the state that a response has come into; one that has ended is not followed. */
  void put(Response response) {
    known.put(response.id(), true);
    boolean matters =
        switch (response.state()) {
          case REQUESTED, AWAITING_APPROVAL, ALLOWED, EXECUTING, UNDOING -> true;
          case SUCCEEDED -> true;
          case DENIED,
              REJECTED,
              EXPIRED,
              NOTHING_TO_DO,
              FAILED,
              REVERTED_BY_OTHERS,
              UNDONE,
              UNDO_REFUSED ->
              false;
        };
    if (!matters) {
      remove(response.id());
      return;
    }
    if (followed.replace(response.id(), response) != null) {
      return;
    }
    if (followed.size() >= FOLLOWED_AT_MOST) {
      makeRoom(response.updatedAt());
    }
    followed.put(response.id(), response);
    byTarget
        .computeIfAbsent(place(response.request()), key -> new LinkedHashSet<>())
        .add(response.id());
  }

  private void makeRoom(Instant now) {
    Response oldest = followed.values().iterator().next();
    remove(oldest.id());
    if (oldest.state() != ResponseState.SUCCEEDED || isToBeUndone(oldest) || holds(oldest, now)) {
      forgotten++;
    }
  }

  private void remove(String id) {
    Response gone = followed.remove(id);
    if (gone == null) {
      return;
    }
    String place = place(gone.request());
    Set<String> there = byTarget.get(place);
    if (there != null && there.remove(id) && there.isEmpty()) {
      byTarget.remove(place);
    }
  }

  private static String place(ResponseRequest request) {
    return request.actionId() + "\n" + request.target().key();
  }

  void acted(Act act) {
    acts.add(act);
  }

  /** What guards see of the others. */
  InForce asSeenBy(ResponseRequest request, Instant now) {
    Duration keep =
        settings.budgets().per().compareTo(ACTS_AT_LEAST) > 0
            ? settings.budgets().per()
            : ACTS_AT_LEAST;
    while (!acts.isEmpty() && acts.getFirst().at().isBefore(now.minus(keep))) {
      acts.removeFirst();
    }
    return new Seen(onTarget(request, now), now);
  }

  /** The latest change first, as the store has it. */
  private List<Response> onTarget(ResponseRequest request, Instant now) {
    List<Response> found = new ArrayList<>();
    List<Response> over = new ArrayList<>();
    for (String id : byTarget.getOrDefault(place(request), Set.of())) {
      Response response = followed.get(id);
      if (response == null) {
        continue;
      }
      if (response.state() == ResponseState.SUCCEEDED && !holds(response, now)) {
        over.add(response);
      } else if (response.request().parameters().asksTheSameAs(request.parameters())) {
        found.add(response);
      }
    }
    over.stream().filter(each -> !isToBeUndone(each)).map(Response::id).forEach(this::remove);
    return found.reversed();
  }

  /** Whether it is undone by itself in the end. */
  boolean isToBeUndone(Response response) {
    return response.request().undoAfter() != null && !response.dryRun() && isReversible(response);
  }

  private boolean holds(Response response, Instant now) {
    return HoldingResponses.holds(response, isReversible(response), now, settings.repeatAfter());
  }

  private final class Seen implements InForce {
    private final List<Response> onTarget;
    private final Instant now;

    Seen(List<Response> onTarget, Instant now) {
      this.onTarget = onTarget;
      this.now = now;
    }

    @Override
    public Optional<String> acting(ResponseRequest request, boolean dryRun) {
      return onTarget.stream()
          .filter(response -> response.dryRun() == dryRun && holds(response, now))
          .map(Response::id)
          .findFirst();
    }

    @Override
    public Optional<String> awaiting(ResponseRequest request, boolean dryRun) {
      return onTarget.stream()
          .filter(response -> response.dryRun() == dryRun)
          .filter(response -> response.state() == ResponseState.AWAITING_APPROVAL)
          .map(Response::id)
          .findFirst();
    }

    @Override
    public List<Act> acts(Instant since) {
      List<Act> lately = new ArrayList<>();
      for (Iterator<Act> newest = acts.descendingIterator(); newest.hasNext(); ) {
        Act act = newest.next();
        if (act.at().isBefore(since)) {
          break;
        }
        lately.add(act);
      }
      return lately.reversed();
    }

    /** Only people take back, and others; neither does in a rehearsal. */
    @Override
    public List<Act> takenBack(Instant since) {
      return List.of();
    }
  }
}
