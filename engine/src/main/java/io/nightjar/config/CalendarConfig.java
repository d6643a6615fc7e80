package io.nightjar.config;

import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.CalendarSpec.Rule;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A named set of times, which playbooks ask: is it on now? Exactly one of the keys beside {@code
 * zone} says when; a combination is a calendar of its own that names its parts.
 */
public record CalendarConfig(
    @Setting(
            "Time zone such as `Europe/Berlin`, daylight saving included; absent means this"
                + " machine's.")
        @Nullable ZoneId zone,
    @Setting("On at these hours of every day, as `\"22:00-06:00\"`.") @Nullable DailyWindow daily,
    @Setting(value = "On for these whole days of the week.", absent = "[]") List<DayOfWeek> days,
    @Setting(value = "On for these whole dates, as `2026-12-24`.", absent = "[]")
        List<LocalDate> dates,
    @Setting("On while an event of this iCalendar file lasts, such as public holidays or freezes.")
        @Nullable Path ics,
    @Setting("On in every minute that this Quartz cron expression matches.") @Nullable String cron,
    @Setting("On while that calendar is off.") @Nullable String not,
    @Setting(value = "On while all of these calendars are.", absent = "[]") List<String> allOf,
    @Setting(value = "On while any of these calendars is.", absent = "[]") List<String> anyOf) {

  public CalendarConfig {
    days = List.copyOf(days);
    dates = List.copyOf(dates);
    allOf = List.copyOf(allOf);
    anyOf = List.copyOf(anyOf);
    String wrong = cron == null ? "" : CalendarSpec.wrongWithCron(cron);
    long ways =
        Stream.of(
                daily != null,
                !days.isEmpty(),
                !dates.isEmpty(),
                ics != null,
                cron != null,
                not != null,
                !allOf.isEmpty(),
                !anyOf.isEmpty())
            .filter(given -> given)
            .count();
    InvalidSettings.check()
        .that(
            ways == 1,
            "",
            "needs exactly one of daily, days, dates, ics, cron, not, allOf and anyOf; combine"
                + " calendars with allOf or anyOf")
        .that(wrong.isEmpty(), "cron", wrong)
        .done();
  }

  /**
   * The same in the words of the session's calendars.
   *
   * @param machine the zone where none is given
   */
  public CalendarSpec spec(String name, ZoneId machine) {
    return new CalendarSpec(name, zone == null ? machine : zone, rule());
  }

  private Rule rule() {
    if (daily != null) {
      return new Rule.Daily(daily.from(), daily.until());
    } else if (!days.isEmpty()) {
      return new Rule.Days(Set.copyOf(days));
    } else if (!dates.isEmpty()) {
      return new Rule.Dates(Set.copyOf(dates));
    } else if (ics != null) {
      return new Rule.Ics(ics);
    } else if (cron != null) {
      return new Rule.Cron(cron);
    } else if (not != null) {
      return new Rule.Not(not);
    }
    return allOf.isEmpty() ? new Rule.AnyOf(anyOf) : new Rule.AllOf(allOf);
  }

  static CalendarConfig daily(ZoneId zone, String hours) {
    return of(zone, DailyWindow.parse(hours), List.of(), null);
  }

  static CalendarConfig days(ZoneId zone, DayOfWeek... days) {
    return of(zone, null, List.of(days), null);
  }

  static CalendarConfig not(ZoneId zone, String calendar) {
    return of(zone, null, List.of(), calendar);
  }

  private static CalendarConfig of(
      ZoneId zone, @Nullable DailyWindow daily, List<DayOfWeek> days, @Nullable String not) {
    return new CalendarConfig(zone, daily, days, List.of(), null, null, not, List.of(), List.of());
  }

  /** The calendars that it is made of. */
  List<String> parts() {
    return Stream.of(not == null ? List.<String>of() : List.of(not), allOf, anyOf)
        .flatMap(List::stream)
        .toList();
  }
}
