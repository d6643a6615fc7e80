package io.nightjar.page.calendars;

import io.nightjar.http.Call;
import io.nightjar.http.Permission;
import io.nightjar.http.Problem;
import io.nightjar.http.Rejection;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.page.PageParts;
import io.nightjar.page.PageRoutes;
import io.nightjar.page.Tab;
import io.nightjar.page.View;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.Calendars;
import io.nightjar.playbook.explain.CalendarWords;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.function.Supplier;

/** Each calendar: whether it is on, when it changes, and what a week of it looks like. */
public final class CalendarPages implements PageRoutes {

  private final PageParts parts;
  private final Calendars calendars;
  private final Supplier<List<CalendarSpec>> specs;
  private final Supplier<CompiledPlaybooks> playbooks;

  /**
   * @param specs of the calendars that are in force
   * @param playbooks that are in force
   */
  public CalendarPages(
      PageParts parts,
      Calendars calendars,
      Supplier<List<CalendarSpec>> specs,
      Supplier<CompiledPlaybooks> playbooks) {
    this.parts = parts;
    this.calendars = calendars;
    this.specs = specs;
    this.playbooks = playbooks;
  }

  @Override
  public List<Route> routes() {
    return List.of(Route.get("/calendars", Permission.VIEW, this::list));
  }

  /**
   * What the template knows.
   *
   * @param monday first day of the week that is shown
   * @param current whether that is this week
   */
  record Model(
      List<CalendarView> calendars, String monday, String before, String after, boolean current) {}

  private Reply list(Call call) {
    Instant now = parts.times().now();
    LocalDate monday = monday(call.query().getOrDefault("week", ""), now, parts.times().zone());
    List<CalendarSpec> all = specs.get();
    CalendarWords words = new CalendarWords(all);
    CalendarView.Maker maker =
        new CalendarView.Maker(calendars, words, playbooks.get(), parts.times(), now);
    Model model =
        new Model(
            all.stream()
                .filter(spec -> calendars.names().contains(spec.name()))
                .map(spec -> maker.make(spec, monday))
                .toList(),
            monday.toString(),
            monday.minusWeeks(1).toString(),
            monday.plusWeeks(1).toString(),
            monday.equals(Week.mondayOf(now, parts.times().zone())));
    return parts.frame().show(call, new View("calendars/list", "Calendars", Tab.CALENDARS, model));
  }

  private static LocalDate monday(String text, Instant now, ZoneId zone) {
    if (text.isEmpty()) {
      return Week.mondayOf(now, zone);
    }
    try {
      LocalDate day = LocalDate.parse(text);
      if (day.getYear() >= 2000 && day.getYear() < 2200) {
        return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
      }
    } catch (DateTimeException e) {
      // told below
    }
    throw new Rejection(Problem.badRequest("week must be a day such as 2026-11-16"));
  }
}
