package io.nightjar.page.calendars;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.page.calendars.Week.Day;
import io.nightjar.page.calendars.Week.Span;
import io.nightjar.playbook.calendar.CalendarSpec;
import io.nightjar.playbook.calendar.CalendarSpec.Rule;
import io.nightjar.playbook.calendar.Calendars;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeekTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final LocalDate WINTER_BEGINS = LocalDate.parse("2026-10-19");
  private static final LocalDate SUMMER_BEGINS = LocalDate.parse("2026-03-23");

  private static Week week(CalendarSpec spec, LocalDate monday) {
    return Week.of(new Calendars(List.of(spec)), spec.name(), monday, BERLIN);
  }

  @Test
  void aNightIsOnAtBothEndsOfEachDay() {
    Day friday =
        week(CalendarSpec.daily("night", BERLIN, "22:00-06:00"), LocalDate.parse("2026-11-16"))
            .days()
            .get(4);
    assertThat(friday.date()).isEqualTo("2026-11-20");
    assertThat(friday.minutes()).isEqualTo(1440);
    assertThat(friday.spans())
        .containsExactly(new Span(0, 360, "00:00–06:00"), new Span(1320, 1440, "22:00–24:00"));
    assertThat(friday.change()).isEmpty();
  }

  @Test
  void theDayOnWhichTheClocksGoBackIsAnHourLongerAndSoIsItsNight() {
    Day sunday =
        week(CalendarSpec.daily("night", BERLIN, "22:00-06:00"), WINTER_BEGINS).days().getLast();
    assertThat(sunday.minutes()).isEqualTo(25 * 60);
    assertThat(sunday.spans())
        .containsExactly(
            new Span(0, 7 * 60, "00:00–06:00"), new Span(23 * 60, 25 * 60, "22:00–24:00"));
    assertThat(sunday.change()).contains("back", "25 hours");
  }

  @Test
  void theDayOnWhichTheClocksGoForwardIsAnHourShorter() {
    Day sunday =
        week(CalendarSpec.daily("office", BERLIN, "09:00-17:00"), SUMMER_BEGINS).days().getLast();
    assertThat(sunday.minutes()).isEqualTo(23 * 60);
    assertThat(sunday.spans()).containsExactly(new Span(8 * 60, 16 * 60, "09:00–17:00"));
    assertThat(sunday.change()).contains("forward", "23 hours");
  }

  @Test
  void whatChangesEveryMinuteIsCut() {
    Week week =
        week(
            new CalendarSpec("odd", BERLIN, new Rule.Cron("* 1/2 * * * ?")),
            LocalDate.parse("2026-11-16"));
    assertThat(week.cut()).isTrue();
    assertThat(week.days()).hasSize(7);
  }

  @Test
  void theWeekOfASundayNightBeginsOnTheMondayBefore() {
    assertThat(Week.mondayOf(Instant.parse("2026-11-22T23:30:00Z"), BERLIN))
        .isEqualTo("2026-11-23");
    assertThat(Week.mondayOf(Instant.parse("2026-11-22T22:30:00Z"), BERLIN))
        .isEqualTo("2026-11-16");
  }
}
