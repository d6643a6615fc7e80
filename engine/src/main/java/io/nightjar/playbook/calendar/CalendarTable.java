package io.nightjar.playbook.calendar;

import io.nightjar.playbook.calendar.CalendarSpec.Rule;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The calendars of one configuration, checked. */
final class CalendarTable {

  private static final long MINUTE_SECONDS = 60;

  /** A minute is judged by its middle. */
  private static final long MIDDLE_SECONDS = MINUTE_SECONDS / 2;

  /** A leap year, and what a holiday may move. */
  private static final Duration HORIZON = Duration.ofDays(400);

  /** A cron expression takes up to 0.2 ms each time. */
  private static final int LOOKS_AT_MOST = 20_000;

  private final SortedMap<String, TimeSet> calendars;
  private final Map<String, Answer> lastAnswers = new ConcurrentHashMap<>();

  private record Answer(long minute, boolean included) {}

  private CalendarTable(SortedMap<String, TimeSet> calendars) {
    this.calendars = Collections.unmodifiableSortedMap(calendars);
  }

  /**
   * @throws IllegalArgumentException naming everything that is wrong
   */
  static CalendarTable of(List<CalendarSpec> specs) {
    List<String> errors = new ArrayList<>();
    Map<String, CalendarSpec> byName = new LinkedHashMap<>();
    for (CalendarSpec spec : specs) {
      if (byName.put(spec.name(), spec) != null) {
        errors.add("calendar " + spec.name() + " is defined twice");
      }
    }
    for (CalendarSpec spec : byName.values()) {
      checkReferences(spec, byName, new HashSet<>(), errors);
    }
    SortedMap<String, TimeSet> calendars = new TreeMap<>();
    if (errors.isEmpty()) {
      byName.values().forEach(spec -> add(calendars, byName, spec, errors));
    }
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", errors));
    }
    return new CalendarTable(calendars);
  }

  private static void checkReferences(
      CalendarSpec spec,
      Map<String, CalendarSpec> byName,
      Set<String> visited,
      List<String> errors) {
    if (!visited.add(spec.name())) {
      errors.add("calendar " + spec.name() + " is defined by itself");
      return;
    }
    for (String reference : references(spec.rule())) {
      CalendarSpec other = byName.get(reference);
      if (other == null) {
        errors.add("calendar " + spec.name() + " refers to an unknown '" + reference + "'");
      } else {
        checkReferences(other, byName, new HashSet<>(visited), errors);
      }
    }
  }

  private static List<String> references(Rule rule) {
    return switch (rule) {
      case Rule.Not not -> List.of(not.calendar());
      case Rule.AllOf all -> all.calendars();
      case Rule.AnyOf any -> any.calendars();
      case Rule.Daily daily -> List.of();
      case Rule.Days days -> List.of();
      case Rule.Dates dates -> List.of();
      case Rule.Ics ics -> List.of();
      case Rule.Cron cron -> List.of();
    };
  }

  /** Adds what {@code spec} and the calendars that it is made of mean. */
  private static @Nullable TimeSet add(
      SortedMap<String, TimeSet> calendars,
      Map<String, CalendarSpec> byName,
      CalendarSpec spec,
      List<String> errors) {
    TimeSet known = calendars.get(spec.name());
    if (known != null) {
      return known;
    }
    List<TimeSet> parts = new ArrayList<>();
    for (String reference : references(spec.rule())) {
      CalendarSpec other = byName.get(reference);
      TimeSet part = other == null ? null : add(calendars, byName, other, errors);
      if (part == null) {
        return null; // told where it stands
      }
      parts.add(part);
    }
    try {
      TimeSet times = times(spec, List.copyOf(parts));
      calendars.put(spec.name(), times);
      return times;
    } catch (NoSuchFileException e) {
      errors.add("calendar " + spec.name() + ": there is no file " + e.getFile());
    } catch (ParseException | IOException e) {
      errors.add("calendar " + spec.name() + ": " + e.getMessage());
    }
    return null;
  }

  private static TimeSet times(CalendarSpec spec, List<TimeSet> parts)
      throws ParseException, IOException {
    return switch (spec.rule()) {
      case Rule.Daily daily -> new DailyTimes(daily.from(), daily.to(), spec.zone());
      case Rule.Days days ->
          new WholeDays(day -> days.days().contains(day.getDayOfWeek()), spec.zone());
      case Rule.Dates dates -> new WholeDays(dates.dates()::contains, spec.zone());
      case Rule.Ics ics -> IcsTimes.read(ics.file(), spec.zone());
      case Rule.Cron cron -> CronTimes.of(cron.expression(), spec.zone());
      case Rule.Not not -> new Combined(parts, all -> all.noneMatch(part -> part));
      case Rule.AllOf all -> new Combined(parts, each -> each.allMatch(part -> part));
      case Rule.AnyOf any -> new Combined(parts, each -> each.anyMatch(part -> part));
    };
  }

  /** Made of others. */
  private record Combined(List<TimeSet> parts, Combination how) implements TimeSet {
    @Override
    public boolean has(Instant instant) {
      return how.of(parts.stream().map(part -> part.has(instant)));
    }

    @Override
    public Instant holdsUntil(Instant instant) {
      return parts.stream()
          .map(part -> part.holdsUntil(instant))
          .reduce(Instant.MAX, TimeSet::earlier);
    }
  }

  @FunctionalInterface
  private interface Combination {
    boolean of(Stream<Boolean> parts);
  }

  Set<String> names() {
    return calendars.keySet();
  }

  private TimeSet named(String name) {
    TimeSet calendar = calendars.get(name);
    if (calendar == null) {
      throw new IllegalArgumentException("no calendar is called '" + name + "'");
    }
    return calendar;
  }

  boolean includes(String name, Instant instant) {
    TimeSet calendar = named(name);
    long minute = Math.floorDiv(instant.getEpochSecond(), MINUTE_SECONDS);
    Answer last = lastAnswers.get(name);
    if (last != null && last.minute() == minute) {
      return last.included();
    }
    boolean included = calendar.has(middle(minute));
    lastAnswers.put(name, new Answer(minute, included));
    return included;
  }

  Optional<Instant> nextChange(String name, Instant instant) {
    TimeSet calendar = named(name);
    Instant end = instant.plus(HORIZON);
    long minute = Math.floorDiv(instant.getEpochSecond(), MINUTE_SECONDS);
    boolean now = calendar.has(middle(minute));
    for (int looks = 0; looks < LOOKS_AT_MOST; looks++) {
      Instant boundary = calendar.holdsUntil(middle(minute));
      if (!boundary.isBefore(end)) {
        return Optional.empty();
      }
      // the first minute whose middle is not before it
      long next = Math.ceilDiv(boundary.getEpochSecond() - MIDDLE_SECONDS, MINUTE_SECONDS);
      minute = Math.max(minute + 1, next);
      if (calendar.has(middle(minute)) != now) {
        return Optional.of(Instant.ofEpochSecond(minute * MINUTE_SECONDS));
      }
    }
    return Optional.empty();
  }

  private static Instant middle(long minute) {
    return Instant.ofEpochSecond(minute * MINUTE_SECONDS + MIDDLE_SECONDS);
  }
}
