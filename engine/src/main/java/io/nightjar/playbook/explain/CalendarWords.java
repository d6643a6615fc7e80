package io.nightjar.playbook.explain;

import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.CalendarSpec.Rule;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** When a calendar is on. */
public final class CalendarWords {
  private final Map<String, CalendarSpec> specs = new HashMap<>();

  public CalendarWords(List<CalendarSpec> calendars) {
    calendars.forEach(spec -> specs.put(spec.name(), spec));
  }

  /** {@code night (every day from 22:00 to 06:00, Europe/Berlin)}. */
  public String of(String name) {
    CalendarSpec spec = specs.get(name);
    return spec == null ? name : name + " (" + times(spec) + ")";
  }

  /** {@code every day from 22:00 to 06:00, Europe/Berlin}; empty where there is none. */
  public String times(String name) {
    CalendarSpec spec = specs.get(name);
    return spec == null ? "" : times(spec);
  }

  private String times(CalendarSpec spec) {
    return switch (spec.rule()) {
      case Rule.Daily daily ->
          "every day from " + daily.from() + " to " + daily.to() + ", " + spec.zone();
      case Rule.Days days -> days(days) + ", " + spec.zone();
      case Rule.Dates dates ->
          dates.dates().size() < 6
              ? "on " + new TreeSet<>(dates.dates()) + ", " + spec.zone()
              : "on " + dates.dates().size() + " dates, " + spec.zone();
      case Rule.Ics ics -> "while an event lasts of " + ics.file().getFileName();
      case Rule.Cron cron -> "in minutes of " + cron.expression() + ", " + spec.zone();
      case Rule.Not not -> "whenever this is off: " + of(not.calendar());
      case Rule.AllOf all ->
          "while all are on: " + Words.both(all.calendars().stream().map(this::of).toList());
      case Rule.AnyOf any ->
          "while one is on: " + Words.either(any.calendars().stream().map(this::of).toList());
    };
  }

  private static String days(Rule.Days days) {
    return "on "
        + Words.both(
            new TreeSet<DayOfWeek>(days.days())
                .stream().map(day -> day.getDisplayName(TextStyle.FULL, Locale.ENGLISH)).toList());
  }
}
