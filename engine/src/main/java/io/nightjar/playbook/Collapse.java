package io.nightjar.playbook;

import io.nightjar.detect.Detection;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Stands before the rule engine and takes the flood out of a storm without changing what playbooks
 * decide: of detections that are the same to them it hands on the first ones as they come and the
 * latest ones at intervals, always as many as the playbooks count to. So every count reaches what
 * it is compared with, and whatever else happens in the same place finds the latest ones handed on
 * before it.
 *
 * <p>Where ever other detections of one rule come from one place, as from a swarm of processes,
 * they have an allowance; beyond it they count as the same.
 *
 * <p>It goes by the times of the facts alone, so a replay gives the same. Not thread safe.
 */
final class Collapse {
  /** Different detections of one rule from one place that are taken at once, and a second. */
  static final int BURST = 100;

  private static final long REFILL_MILLIS = 1_000;
  private static final int PLACES_AT_MOST = 50_000;

  private final Function<String, Interest> interests;
  private final Map<List<Object>, Repeats> running = new HashMap<>();
  private final Deque<List<Object>> toTidy = new ArrayDeque<>();
  private final Map<String, Place> places =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Place> eldest) {
          return size() > PLACES_AT_MOST && eldest.getValue().holding.isEmpty();
        }
      };
  private final PriorityQueue<Deadline> deadlines =
      new PriorityQueue<>(Comparator.comparing(Deadline::at).thenComparingLong(Deadline::number));
  private final Map<List<String>, Allowance> allowances =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<List<String>, Allowance> eldest) {
          return size() > PLACES_AT_MOST;
        }
      };
  private long number;
  private final AtomicLong collapsed = new AtomicLong();

  private record Deadline(Instant at, long number, Repeats repeats) {}

  /** A pod, or else a container or a node. */
  private static final class Place {
    /** Mostly none, and there may be a place for each of many thousand pods. */
    private Set<Repeats> holding = Set.of();

    /** Grows with everything that is handed on. */
    private long changes;

    List<Repeats.Held> release() {
      List<Repeats.Held> held = new ArrayList<>();
      holding.forEach(repeats -> held.addAll(repeats.release()));
      holding = Set.of();
      return held;
    }

    void hold(Repeats repeats) {
      if (holding.isEmpty()) {
        holding = new LinkedHashSet<>();
      }
      holding.add(repeats);
    }

    void forget(Repeats repeats) {
      if (holding.size() > 1) {
        holding.remove(repeats);
      } else if (holding.contains(repeats)) {
        holding = Set.of();
      }
    }
  }

  /** So many more are taken; one is added every {@link #REFILL_MILLIS}. */
  private static final class Allowance {
    private long left = BURST;
    private long countedMillis;

    Allowance(Instant now) {
      countedMillis = now.toEpochMilli();
    }

    boolean use(Instant now) {
      long more = Math.max(0, (now.toEpochMilli() - countedMillis) / REFILL_MILLIS);
      if (more > 0) {
        left = Math.min(BURST, left + more);
        countedMillis += more * REFILL_MILLIS;
      }
      if (left == 0) {
        return false;
      }
      left--;
      return true;
    }
  }

  /**
   * @param interests by the name of a rule
   */
  Collapse(Function<String, Interest> interests) {
    this.interests = interests;
  }

  /**
   * What is to be judged now, in this order: nothing, or the fact with what was held back in its
   * place before it.
   *
   * @param now session clock
   */
  List<SessionFact> take(SessionFact fact, Instant now) {
    number++;
    tidy(now);
    if (!(fact.value() instanceof Detection detection)) {
      return after(place(placeOf(fact.value())), fact);
    }
    Interest interest = interests.apply(detection.rule());
    String where = placeOf(detection);
    Place place = place(where);
    List<String> swarm = List.of(detection.rule(), where);
    Repeats repeats = running(interest.key(detection), where, interest, now);
    if (repeats.hasRoom(place.changes)) {
      if (allowances.computeIfAbsent(swarm, key -> new Allowance(now)).use(now)) {
        List<SessionFact> taken = after(place, fact);
        repeats.take(place.changes);
        return taken;
      }
      repeats = running(List.copyOf(swarm), where, interest.ofSwarm(), now);
    }
    hold(place, repeats, new Repeats.Held(number, fact));
    return List.of();
  }

  private Place place(String name) {
    return places.computeIfAbsent(name, unknown -> new Place());
  }

  private Repeats running(List<Object> key, String place, Interest interest, Instant now) {
    Repeats known = running.get(key);
    if (known != null) {
      if (!known.holds()) {
        known.moveTo(now);
      }
      if (!known.isOver()) {
        return known;
      }
    }
    Repeats begun = new Repeats(place, interest.first(), interest.last(), now);
    if (running.put(key, begun) == null) {
      toTidy.add(key);
    }
    return begun;
  }

  private void hold(Place place, Repeats repeats, Repeats.Held held) {
    if (!repeats.holds()) {
      deadlines.add(new Deadline(repeats.until(), held.number(), repeats));
      place.hold(repeats);
    }
    if (repeats.hold(held)) {
      collapsed.incrementAndGet();
    }
  }

  /** One or two are looked at for each that comes, so that it never takes long. */
  private void tidy(Instant now) {
    for (int i = 0; i < 2 && !toTidy.isEmpty(); i++) {
      List<Object> key = toTidy.getFirst();
      Repeats oldest = running.get(key);
      if (oldest == null) {
        toTidy.removeFirst();
        continue;
      }
      if (!oldest.holds()) {
        oldest.moveTo(now);
      }
      toTidy.removeFirst();
      if (oldest.isOver()) {
        running.remove(key);
      } else {
        toTidy.addLast(key);
      }
    }
  }

  private static List<SessionFact> after(Place place, SessionFact fact) {
    place.changes++;
    if (place.holding.isEmpty()) {
      return List.of(fact);
    }
    List<SessionFact> facts = inOrder(place.release());
    facts.add(fact);
    return facts;
  }

  private static List<SessionFact> inOrder(List<Repeats.Held> held) {
    held.sort(Comparator.comparingLong(Repeats.Held::number));
    List<SessionFact> facts = new ArrayList<>(held.size() + 1);
    held.forEach(each -> facts.add(each.fact()));
    return facts;
  }

  /** When something that is held back has to be handed out at the latest. */
  Optional<Instant> nextDeadline() {
    for (Deadline next = deadlines.peek(); next != null; next = deadlines.peek()) {
      if (next.repeats().holds() && next.at().equals(next.repeats().until())) {
        return Optional.of(next.at());
      }
      deadlines.poll(); // handed out before, because something else happened there
    }
    return Optional.empty();
  }

  /** What is due at {@code now}. */
  List<SessionFact> due(Instant now) {
    List<Repeats.Held> due = new ArrayList<>();
    for (Optional<Instant> next = nextDeadline();
        next.isPresent() && !next.get().isAfter(now);
        next = nextDeadline()) {
      Repeats repeats = deadlines.remove().repeats();
      due.addAll(repeats.release());
      place(repeats.place()).forget(repeats);
      repeats.moveTo(now);
    }
    return inOrder(due);
  }

  /** All that is held back, in the order in which it came. */
  List<SessionFact> held() {
    List<Repeats.Held> held = new ArrayList<>();
    places.values().stream()
        .flatMap(place -> place.holding.stream())
        .forEach(repeats -> held.addAll(repeats.held()));
    return inOrder(held);
  }

  /** Detections that stand behind others that are the same and were not judged themselves. */
  long collapsed() {
    return collapsed.get();
  }

  private static String placeOf(Detection detection) {
    if (!detection.podUid().isEmpty()) {
      return detection.podUid();
    }
    return detection.containerId().isEmpty() ? detection.node() : detection.containerId();
  }

  private static String placeOf(Record value) {
    return value instanceof OfTarget of ? of.getPodUid() : "";
  }
}
