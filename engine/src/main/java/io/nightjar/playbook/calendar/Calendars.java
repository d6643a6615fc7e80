package io.nightjar.playbook.calendar;

import io.nightjar.playbook.calendar.CalendarSpec.Rule;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.text.ParseException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import org.quartz.impl.calendar.CronCalendar;
import org.quartz.impl.calendar.HolidayCalendar;
import org.quartz.impl.calendar.WeeklyCalendar;

/**
 * The named calendars of the configuration, answered by the minute. Thread safe.
 *
 * <p>A minute is judged by its middle, and the answer is remembered for that minute: Quartz takes
 * up to 0.2 ms for a cron expression.
 */
public final class Calendars {
  private static final long MINUTE_MILLIS = 60_000;
  private static final Duration HORIZON = Duration.ofDays(8);

  private final Map<String, LongPredicate> calendars = new TreeMap<>();
  private final Map<String, Answer> lastAnswers = new ConcurrentHashMap<>();

  private record Answer(long minute, boolean included) {}

  /**
   * @throws IllegalArgumentException naming every calendar that is defined twice, refers to an
   *     unknown one or to itself, or has a broken cron expression or calendar file
   */
  public Calendars(List<CalendarSpec> specs) {
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
    if (errors.isEmpty()) {
      for (CalendarSpec spec : byName.values()) {
        try {
          calendars.put(spec.name(), predicate(spec));
        } catch (NoSuchFileException e) {
          errors.add("calendar " + spec.name() + ": there is no file " + e.getFile());
        } catch (ParseException | IOException e) {
          errors.add("calendar " + spec.name() + ": " + e.getMessage());
        }
      }
    }
    if (!errors.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", errors));
    }
  }

  public Set<String> names() {
    return calendars.keySet();
  }

  /**
   * Whether the instant's minute belongs to the calendar.
   *
   * @throws IllegalArgumentException when there is no such calendar
   */
  public boolean includes(String name, Instant instant) {
    LongPredicate calendar = calendars.get(name);
    if (calendar == null) {
      throw new IllegalArgumentException("no calendar is called '" + name + "'");
    }
    long minute = Math.floorDiv(instant.toEpochMilli(), MINUTE_MILLIS);
    Answer last = lastAnswers.get(name);
    if (last != null && last.minute() == minute) {
      return last.included();
    }
    boolean included = calendar.test(minute * MINUTE_MILLIS + MINUTE_MILLIS / 2);
    lastAnswers.put(name, new Answer(minute, included));
    return included;
  }

  /**
   * When the answer of {@link #includes} next becomes the other; empty if not within eight days.
   */
  public Optional<Instant> nextChange(String name, Instant instant) {
    boolean now = includes(name, instant);
    Instant end = instant.plus(HORIZON);
    Instant minute = instant.truncatedTo(ChronoUnit.MINUTES);
    while (minute.isBefore(end)) {
      minute = minute.plus(1, ChronoUnit.MINUTES);
      if (includes(name, minute) != now) {
        return Optional.of(minute);
      }
    }
    return Optional.empty();
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

  private LongPredicate predicate(CalendarSpec spec) throws ParseException, IOException {
    TimeZone zone = TimeZone.getTimeZone(spec.zone());
    return switch (spec.rule()) {
      case Rule.Daily daily -> daily(daily, spec.zone());
      case Rule.Days days -> {
        WeeklyCalendar calendar = new WeeklyCalendar(zone);
        for (DayOfWeek day : DayOfWeek.values()) {
          calendar.setDayExcluded(day.getValue() % 7 + 1, !days.days().contains(day));
        }
        yield calendar::isTimeIncluded;
      }
      case Rule.Dates dates -> not(holidays(dates, spec.zone(), zone));
      case Rule.Ics ics -> {
        IcsTimes times = IcsTimes.read(ics.file(), spec.zone());
        yield millis -> times.isOn(Instant.ofEpochMilli(millis));
      }
      case Rule.Cron cron -> {
        CronCalendar excluding = new CronCalendar(null, cron.expression(), zone);
        yield not(excluding::isTimeIncluded);
      }
      case Rule.Not other -> millis -> !test(other.calendar(), millis);
      case Rule.AllOf all -> millis -> all.calendars().stream().allMatch(c -> test(c, millis));
      case Rule.AnyOf any -> millis -> any.calendars().stream().anyMatch(c -> test(c, millis));
    };
  }

  private boolean test(String name, long millis) {
    return includes(name, Instant.ofEpochMilli(millis));
  }

  /**
   * Not Quartz's DailyCalendar: it counts from one end of the range to the other in elapsed time,
   * so a range that ends in the hour of a clock change is an hour too long or too short.
   */
  private static LongPredicate daily(Rule.Daily daily, ZoneId zone) {
    boolean overMidnight = !daily.to().isAfter(daily.from());
    return millis -> {
      LocalTime time = LocalTime.ofInstant(Instant.ofEpochMilli(millis), zone);
      boolean begun = !time.isBefore(daily.from());
      boolean notOver = time.isBefore(daily.to());
      return overMidnight ? begun || notOver : begun && notOver;
    };
  }

  private static LongPredicate holidays(Rule.Dates dates, ZoneId zoneId, TimeZone zone) {
    HolidayCalendar calendar = new HolidayCalendar(zone);
    for (LocalDate date : dates.dates()) {
      calendar.addExcludedDate(Date.from(date.atStartOfDay(zoneId).toInstant()));
    }
    return calendar::isTimeIncluded;
  }

  private static LongPredicate not(LongPredicate predicate) {
    return predicate.negate();
  }
}
