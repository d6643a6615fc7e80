package io.nightjar.page.calendars;

import io.nightjar.page.PageTimes;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.explain.CalendarWords;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One calendar in words and in a picture.
 *
 * @param what when it is on, in words
 * @param usedBy names of the playbooks that ask for it
 * @param source the iCalendar file and its age; empty where it has none
 * @param cut whether it changes too often to be drawn whole
 */
record CalendarView(
    String name,
    boolean on,
    String what,
    String zone,
    List<Change> changes,
    List<String> usedBy,
    String source,
    List<DayView> days,
    boolean cut) {

  private static final int CHANGES = 3;

  /**
   * When it becomes the other.
   *
   * @param turns {@code on} or {@code off}
   * @param at in its own zone
   * @param left how long until then
   */
  record Change(String turns, String at, String iso, String left) {}

  /**
   * One day of the week.
   *
   * @param now minutes of the day that are over; -1 on other days than today
   * @param words when it is on
   * @param change what happens to the clocks; empty on other days
   */
  record DayView(
      String label, int minutes, int now, List<Week.Span> spans, String words, String change) {}

  /** Makes them, all at the same instant. */
  record Maker(
      Calendars calendars,
      CalendarWords words,
      CompiledPlaybooks playbooks,
      PageTimes times,
      Instant now) {

    private static final DateTimeFormatter WHEN =
        DateTimeFormatter.ofPattern("EEE d MMM HH:mm zzz", Locale.ENGLISH);
    private static final DateTimeFormatter DAY =
        DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);

    CalendarView make(CalendarSpec spec, LocalDate monday) {
      ZoneId zone = spec.zone();
      Week week = Week.of(calendars, spec.name(), monday, zone);
      return new CalendarView(
          spec.name(),
          calendars.includes(spec.name(), now),
          sentence(words.times(spec.name())),
          zone.getId(),
          changes(spec.name(), zone),
          playbooks.playbooks().values().stream()
              .filter(playbook -> playbook.calendars().contains(spec.name()))
              .map(CompiledPlaybooks.Playbook::name)
              .toList(),
          spec.rule() instanceof CalendarSpec.Rule.Ics ics ? source(ics.file()) : "",
          week.days().stream().map(day -> day(day, zone)).toList(),
          week.cut());
    }

    private static String sentence(String words) {
      return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private List<Change> changes(String name, ZoneId zone) {
      List<Change> changes = new ArrayList<>();
      Optional<Instant> next = calendars.nextChange(name, now);
      while (next.isPresent() && changes.size() < CHANGES) {
        Instant at = next.get();
        changes.add(
            new Change(
                calendars.includes(name, at) ? "on" : "off",
                WHEN.format(at.atZone(zone)),
                at.toString(),
                times.left(at)));
        next = calendars.nextChange(name, at);
      }
      return changes;
    }

    private String source(Path file) {
      try {
        Instant changed = Files.getLastModifiedTime(file).toInstant();
        return file + ", last changed " + times.ago(changed) + ", " + times.of(changed).shown();
      } catch (IOException e) {
        return file + ", which cannot be looked at any more: what was read from it stays in force";
      }
    }

    private DayView day(Week.Day day, ZoneId zone) {
      boolean today = LocalDate.ofInstant(now, zone).equals(day.date());
      Instant begin = day.date().atStartOfDay(zone).toInstant();
      return new DayView(
          DAY.format(day.date()),
          day.minutes(),
          today ? (int) Duration.between(begin, now).toMinutes() : -1,
          day.spans(),
          words(day),
          day.change());
    }

    private static String words(Week.Day day) {
      boolean whole =
          day.spans().size() == 1
              && day.spans().getFirst().from() == 0
              && day.spans().getFirst().to() == day.minutes();
      if (day.spans().isEmpty() || whole) {
        return whole ? "all day" : "off";
      }
      int shown = Math.min(4, day.spans().size());
      String first =
          day.spans().subList(0, shown).stream()
              .map(Week.Span::words)
              .collect(Collectors.joining(", "));
      return shown == day.spans().size()
          ? first
          : first + " and " + (day.spans().size() - shown) + " more";
    }
  }
}
