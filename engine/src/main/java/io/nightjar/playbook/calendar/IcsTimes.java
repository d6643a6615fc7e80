package io.nightjar.playbook.calendar;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Component;
import net.fortuna.ical4j.model.Period;
import net.fortuna.ical4j.model.component.VEvent;

/**
 * The events of an iCalendar file (RFC 5545), recurring ones included. Whole days and times without
 * a zone are meant in the calendar's own zone. Thread safe; a year is worked out when it is first
 * asked for.
 */
final class IcsTimes implements TimeSet {

  private static final long SIZE_AT_MOST = 4L << 20;

  /** Events may have begun before the year that is asked for. */
  private static final Duration LONGEST_EVENT = Duration.ofDays(366);

  private static final int YEARS_AT_MOST = 50;

  private final List<VEvent> events;
  private final ZoneId zone;
  private final Map<Integer, List<Span>> byYear = new ConcurrentHashMap<>();

  /** From {@code start} to before {@code end}. */
  private record Span(Instant start, Instant end) {
    boolean has(Instant instant) {
      return !instant.isBefore(start) && instant.isBefore(end);
    }
  }

  private IcsTimes(List<VEvent> events, ZoneId zone) {
    this.events = events;
    this.zone = zone;
  }

  /**
   * @throws ParseException when the file is not a calendar, with events that have a beginning
   */
  static IcsTimes read(Path file, ZoneId zone) throws IOException, ParseException {
    if (Files.size(file) > SIZE_AT_MOST) {
      throw new IOException(file + " has more than " + (SIZE_AT_MOST >> 20) + " MiB");
    }
    try (InputStream in = Files.newInputStream(file)) {
      Calendar calendar = new CalendarBuilder().build(in);
      List<VEvent> events = new ArrayList<>(calendar.getComponents(Component.VEVENT));
      if (events.isEmpty()) {
        throw new ParseException(file + " holds no event", 0);
      }
      IcsTimes times = new IcsTimes(events, zone);
      // whatever is wrong with an event is told when the file is read, not in the night
      times.spans(1970);
      return times;
    } catch (ParserException e) {
      ParseException told =
          new ParseException(file + ", line " + e.getLineNo() + ": " + e.getMessage(), 0);
      told.initCause(e);
      throw told;
    } catch (RuntimeException e) {
      ParseException told = new ParseException(file + " is no calendar: " + e.getMessage(), 0);
      told.initCause(e);
      throw told;
    }
  }

  @Override
  public boolean has(Instant instant) {
    return in(yearOf(instant)).stream().anyMatch(span -> span.has(instant));
  }

  @Override
  public Instant holdsUntil(Instant instant) {
    int year = yearOf(instant);
    Instant newYear = Year.of(year + 1).atDay(1).atStartOfDay(zone).toInstant();
    return in(year).stream()
        .flatMap(span -> Stream.of(span.start(), span.end()))
        .filter(end -> end.isAfter(instant))
        .reduce(newYear, TimeSet::earlier);
  }

  private int yearOf(Instant instant) {
    return instant.atZone(zone).getYear();
  }

  private List<Span> in(int year) {
    if (byYear.size() > YEARS_AT_MOST) {
      byYear.clear();
    }
    return byYear.computeIfAbsent(year, this::spans);
  }

  private List<Span> spans(int year) {
    List<Span> spans = new ArrayList<>();
    for (VEvent event : events) {
      for (Period<?> period : event.calculateRecurrenceSet(window(event, year))) {
        spans.add(new Span(instant(period.getStart()), instant(period.getEnd())));
      }
    }
    return List.copyOf(spans);
  }

  /** The year and what may reach into it, in the kind of time that the event is written in. */
  private Period<? extends Temporal> window(VEvent event, int year) {
    LocalDateTime from = Year.of(year).atDay(1).atStartOfDay().minus(LONGEST_EVENT);
    LocalDateTime to = Year.of(year + 1).atDay(2).atStartOfDay();
    Temporal start = event.<Temporal>getDateTimeStart().getDate();
    return switch (start) {
      case LocalDate date -> new Period<>(from.toLocalDate(), to.toLocalDate());
      case LocalDateTime time -> new Period<>(from, to);
      case ZonedDateTime time ->
          new Period<>(from.atZone(time.getZone()), to.atZone(time.getZone()));
      case OffsetDateTime time ->
          new Period<>(from.atOffset(time.getOffset()), to.atOffset(time.getOffset()));
      default -> new Period<>(from.atZone(zone).toInstant(), to.atZone(zone).toInstant());
    };
  }

  private Instant instant(Temporal time) {
    return switch (time) {
      case LocalDate date -> date.atStartOfDay(zone).toInstant();
      case LocalDateTime local -> local.atZone(zone).toInstant();
      case ZonedDateTime zoned -> zoned.toInstant();
      case OffsetDateTime offset -> offset.toInstant();
      default -> Instant.from(time);
    };
  }
}
