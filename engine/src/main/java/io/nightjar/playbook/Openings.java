package io.nightjar.playbook;

import io.nightjar.playbook.calendar.Calendars;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * When the calendars begin that playbooks wait for. Nothing is told before {@link #follow}: until
 * then a journal tells which beginnings were noticed. Not thread safe but for {@link #known}.
 */
final class Openings {
  /** A beginning that was slept over is made up for if it is not longer ago. */
  static final Duration MISSED_AT_MOST = Duration.ofHours(24);

  private static final int KNOWN_AT_MOST = 1_000;

  private final Calendars calendars;
  private final Set<String> names;
  private final Map<String, Instant> next = new TreeMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private boolean following;
  private Object version = "";
  private Instant since = Instant.MIN;

  /**
   * @param names of the calendars that are waited for; those that are not configured never begin
   */
  Openings(Calendars calendars, Set<String> names) {
    this.calendars = calendars;
    this.names = new TreeSet<>(names);
  }

  /** From now on the clock tells them: those after {@code now}. */
  void follow(Instant now) {
    following = true;
    since = now;
    next.clear();
    version = "";
  }

  boolean isFollowing() {
    return following;
  }

  /** When the next one is. */
  Optional<Instant> next() {
    if (names.isEmpty()) {
      return Optional.empty();
    }
    lookAgain();
    return next.values().stream().min(Instant::compareTo);
  }

  /** Those up to {@code now} that were not noticed before. */
  List<CalendarOpened> due(Instant now) {
    lookAgain();
    List<CalendarOpened> due = new ArrayList<>();
    next.forEach(
        (name, instant) -> {
          if (!instant.isAfter(now)) {
            due.add(CalendarOpened.at(name, instant));
          }
        });
    if (!due.isEmpty()) {
      follow(now);
    }
    return due.stream().filter(opened -> !isKnown(opened)).toList();
  }

  /** Those of the calendars that are on now whose beginning nobody noticed. */
  List<CalendarOpened> missed(Instant now) {
    List<CalendarOpened> missed = new ArrayList<>();
    for (String name : names) {
      Instant opened = calendars.names().contains(name) ? latest(name, now) : null;
      if (opened != null && calendars.includes(name, now)) {
        CalendarOpened late = new CalendarOpened(name, opened, now);
        if (!isKnown(late)) {
          missed.add(late);
        }
      }
    }
    return missed;
  }

  private @Nullable Instant latest(String name, Instant now) {
    Instant latest = null;
    Optional<Instant> change = calendars.nextChange(name, now.minus(MISSED_AT_MOST));
    while (change.isPresent() && !change.get().isAfter(now)) {
      if (calendars.includes(name, change.get())) {
        latest = change.get();
      }
      change = calendars.nextChange(name, change.get());
    }
    return latest;
  }

  private void lookAgain() {
    Object now = calendars.version();
    if (!following || version.equals(now)) {
      return;
    }
    version = now;
    next.clear();
    for (String name : names) {
      if (calendars.names().contains(name)) {
        beginning(name).ifPresent(instant -> next.put(name, instant));
      }
    }
  }

  private Optional<Instant> beginning(String name) {
    Optional<Instant> change = calendars.nextChange(name, since);
    boolean ends = change.isPresent() && !calendars.includes(name, change.get());
    return ends ? calendars.nextChange(name, change.get()) : change;
  }

  private synchronized boolean isKnown(CalendarOpened opened) {
    return known.contains(opened.id());
  }

  /** It was noticed. */
  synchronized void know(String id) {
    known.add(id);
    if (known.size() > KNOWN_AT_MOST) {
      known.remove(known.iterator().next());
    }
  }

  synchronized void knowAll(Collection<String> ids) {
    ids.forEach(this::know);
  }

  /** Ids of those that were noticed; from any thread. */
  synchronized List<String> known() {
    return List.copyOf(known);
  }
}
