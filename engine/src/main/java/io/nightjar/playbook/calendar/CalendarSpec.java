package io.nightjar.playbook.calendar;

import java.nio.file.Path;
import java.text.ParseException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A named set of minutes, such as {@code night}, in local time of a zone.
 *
 * @param name as playbooks write it: {@code calendars "night"}
 * @param zone where the local times are meant; ignored by {@link Rule.Not} and its kin
 */
public record CalendarSpec(String name, ZoneId zone, Rule rule) {

  /** Which minutes belong to it. */
  public sealed interface Rule {
    /**
     * Every day from one time to another, over midnight when {@code to} is not later.
     *
     * @param to exclusive
     */
    record Daily(LocalTime from, LocalTime to) implements Rule {}

    /** Whole days of the week. */
    record Days(Set<DayOfWeek> days) implements Rule {
      public Days {
        days = Set.copyOf(days);
      }
    }

    /** Whole dates: holidays, change freezes. */
    record Dates(Set<LocalDate> dates) implements Rule {
      public Dates {
        dates = Set.copyOf(dates);
      }
    }

    /** While an event of an iCalendar file lasts. */
    record Ics(Path file) implements Rule {}

    /**
     * Every minute in which a Quartz cron expression matches at second 30, for instance {@code * *
     * 6-21 ? * MON-FRI}.
     */
    record Cron(String expression) implements Rule {}

    /** Every minute that is not in another calendar. */
    record Not(String calendar) implements Rule {}

    /** Every minute that is in all of them. */
    record AllOf(List<String> calendars) implements Rule {
      public AllOf {
        calendars = List.copyOf(calendars);
      }
    }

    /** Every minute that is in any of them. */
    record AnyOf(List<String> calendars) implements Rule {
      public AnyOf {
        calendars = List.copyOf(calendars);
      }
    }
  }

  public CalendarSpec {
    if (!name.matches("[a-z][a-z0-9-]{0,39}")) {
      throw new IllegalArgumentException(
          "a calendar's name is lower-case letters, digits and dashes, not '" + name + "'");
    }
  }

  /**
   * @param fromTo such as {@code 22:00-06:00}
   * @throws IllegalArgumentException when it is not
   */
  public static CalendarSpec daily(String name, ZoneId zone, String fromTo) {
    String[] parts = fromTo.split("-", -1);
    try {
      if (parts.length == 2) {
        LocalTime from = LocalTime.parse(parts[0].trim());
        LocalTime to = LocalTime.parse(parts[1].trim());
        if (!from.equals(to) && from.getSecond() == 0 && to.getSecond() == 0) {
          return new CalendarSpec(name, zone, new Rule.Daily(from, to));
        }
      }
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(wantedTimes(name, fromTo), e);
    }
    throw new IllegalArgumentException(wantedTimes(name, fromTo));
  }

  public static CalendarSpec weekend(String name, ZoneId zone) {
    return new CalendarSpec(
        name, zone, new Rule.Days(EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY)));
  }

  /** What is there without any configuration: {@code night}, {@code day} and {@code weekend}. */
  public static List<CalendarSpec> defaults(ZoneId zone) {
    return List.of(
        daily("night", zone, "22:00-06:00"),
        new CalendarSpec("day", zone, new Rule.Not("night")),
        weekend("weekend", zone));
  }

  /** What is wrong with a cron expression; empty for nothing. */
  public static String wrongWithCron(String expression) {
    try {
      CronTimes.of(expression, ZoneOffset.UTC);
      return "";
    } catch (ParseException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String wantedTimes(String name, String fromTo) {
    return "calendar " + name + ": '" + fromTo + "' is not of the form 22:00-06:00";
  }
}
