package io.nightjar.page.calendars;

import io.nightjar.playbook.calendar.Calendars;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When a calendar is on in one week, day by day as the clocks on the wall of its zone show it.
 *
 * @param days Monday first
 * @param cut whether it changes so often that not all of it is here
 */
public record Week(List<Day> days, boolean cut) {

  /** A calendar that changes more often, every minute say, makes no picture. */
  private static final int CHANGES_AT_MOST = 400;

  private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  public Week {
    days = List.copyOf(days);
  }

  /**
   * One day.
   *
   * @param minutes how long it is: 1440, but where the clocks are set
   * @param change what happens to the clocks; empty on other days
   */
  public record Day(LocalDate date, int minutes, List<Span> spans, String change) {
    public Day {
      spans = List.copyOf(spans);
    }
  }

  /**
   * A time at which it is on.
   *
   * @param from minutes since the day began, which is not the clock where the clocks are set
   * @param to minutes since the day began, exclusive
   * @param words as the clock shows it, {@code 22:00–24:00}
   */
  public record Span(int from, int to, String words) {}

  private record On(Instant from, Instant to) {}

  /** The Monday of the week of an instant. */
  public static LocalDate mondayOf(Instant instant, ZoneId zone) {
    return LocalDate.ofInstant(instant, zone)
        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }

  /**
   * @param name of a calendar that there is
   */
  public static Week of(Calendars calendars, String name, LocalDate monday, ZoneId zone) {
    Instant begin = monday.atStartOfDay(zone).toInstant();
    Instant end = monday.plusWeeks(1).atStartOfDay(zone).toInstant();
    List<On> times = new ArrayList<>();
    Instant at = begin;
    int changes = 0;
    while (at.isBefore(end) && changes < CHANGES_AT_MOST) {
      Optional<Instant> change = calendars.nextChange(name, at);
      Instant until = change.filter(next -> next.isBefore(end)).orElse(end);
      if (calendars.includes(name, at)) {
        times.add(new On(at, until));
      }
      at = until;
      changes++;
    }
    List<Day> days = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      days.add(day(monday.plusDays(i), zone, times));
    }
    return new Week(days, at.isBefore(end));
  }

  private static Day day(LocalDate date, ZoneId zone, List<On> times) {
    Instant begin = date.atStartOfDay(zone).toInstant();
    Instant end = date.plusDays(1).atStartOfDay(zone).toInstant();
    List<Span> spans = new ArrayList<>();
    for (On time : times) {
      if (time.from().isBefore(end) && time.to().isAfter(begin)) {
        Instant from = time.from().isBefore(begin) ? begin : time.from();
        Instant to = time.to().isAfter(end) ? end : time.to();
        String until = to.equals(end) ? "24:00" : clock(to, zone);
        spans.add(
            new Span(minutes(begin, from), minutes(begin, to), clock(from, zone) + "–" + until));
      }
    }
    int minutes = minutes(begin, end);
    return new Day(date, minutes, spans, change(minutes));
  }

  private static String change(int minutes) {
    int more = minutes - (int) Duration.ofDays(1).toMinutes();
    return more == 0
        ? ""
        : "the clocks go "
            + (more > 0 ? "back" : "forward")
            + ": this day has "
            + (minutes % 60 == 0 ? minutes / 60 + " hours" : minutes + " minutes");
  }

  private static int minutes(Instant from, Instant to) {
    return Math.toIntExact(Duration.between(from, to).toMinutes());
  }

  private static String clock(Instant instant, ZoneId zone) {
    return CLOCK.format(instant.atZone(zone));
  }
}
