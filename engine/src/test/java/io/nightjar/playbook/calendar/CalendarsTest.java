package io.nightjar.playbook.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.playbook.calendar.CalendarSpec.Rule;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CalendarsTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  private static void agreeMinuteByMinute(
      Calendars calendars,
      String name,
      ZoneId zone,
      LocalDate day,
      Predicate<ZonedDateTime> expected) {
    Instant minute = day.minusDays(1).atStartOfDay(zone).toInstant();
    Instant end = day.plusDays(2).atStartOfDay(zone).toInstant();
    for (; minute.isBefore(end); minute = minute.plusSeconds(60)) {
      ZonedDateTime local = minute.atZone(zone);
      assertThat(calendars.includes(name, minute))
          .as("%s at %s", name, local)
          .isEqualTo(expected.test(local));
    }
  }

  /** Clocks go forward on 2026-03-29 and back on 2026-10-25; the third day is an ordinary one. */
  @ParameterizedTest
  @ValueSource(strings = {"2026-03-29", "2026-10-25", "2026-06-15"})
  void nightFollowsLocalTimeThroughBothSwitches(LocalDate day) {
    Calendars calendars = new Calendars(CalendarSpec.defaults(BERLIN));
    Predicate<ZonedDateTime> night = time -> time.getHour() >= 22 || time.getHour() < 6;
    agreeMinuteByMinute(calendars, "night", BERLIN, day, night);
    agreeMinuteByMinute(calendars, "day", BERLIN, day, night.negate());
    agreeMinuteByMinute(
        calendars,
        "weekend",
        BERLIN,
        day,
        time ->
            time.getDayOfWeek() == DayOfWeek.SATURDAY || time.getDayOfWeek() == DayOfWeek.SUNDAY);
  }

  @ParameterizedTest
  @CsvSource({
    "09:00-17:30, 2026-03-29",
    "01:30-02:30, 2026-03-29",
    "01:30-02:30, 2026-10-25",
    "02:15-02:45, 2026-10-25",
    "00:00-06:00, 2026-10-25",
    "18:00-00:00, 2026-03-29",
    "23:59-00:01, 2026-06-15"
  })
  void anyDailyRangeFollowsLocalTime(String range, LocalDate day) {
    Calendars calendars = new Calendars(List.of(CalendarSpec.daily("range", BERLIN, range)));
    LocalTime from = LocalTime.parse(range.substring(0, 5));
    LocalTime to = LocalTime.parse(range.substring(6));
    agreeMinuteByMinute(
        calendars,
        "range",
        BERLIN,
        day,
        time -> {
          LocalTime local = time.toLocalTime();
          boolean fromOn = !local.isBefore(from);
          boolean untilThen = local.isBefore(to);
          return from.isBefore(to) ? fromOn && untilThen : fromOn || untilThen;
        });
  }

  @Test
  void theZoneDecidesNotTheMachine() {
    Calendars calendars =
        new Calendars(
            List.of(
                CalendarSpec.daily("tokyo", ZoneId.of("Asia/Tokyo"), "22:00-06:00"),
                CalendarSpec.daily("lima", ZoneId.of("America/Lima"), "22:00-06:00")));
    Instant noonUtc = Instant.parse("2026-11-20T14:00:00Z");
    assertThat(calendars.includes("tokyo", noonUtc)).isTrue();
    assertThat(calendars.includes("lima", noonUtc)).isFalse();
  }

  @Test
  void datesCronAndCombinations() {
    LocalDate christmas = LocalDate.of(2026, 12, 25);
    Calendars calendars =
        new Calendars(
            List.of(
                new CalendarSpec("office", BERLIN, new Rule.Cron("* * 9-16 ? * MON-FRI")),
                new CalendarSpec("holidays", BERLIN, new Rule.Dates(Set.of(christmas))),
                new CalendarSpec("not-office", BERLIN, new Rule.Not("office")),
                new CalendarSpec(
                    "quiet", BERLIN, new Rule.AnyOf(List.of("not-office", "holidays"))),
                new CalendarSpec(
                    "holiday-work", BERLIN, new Rule.AllOf(List.of("office", "holidays")))));
    Predicate<ZonedDateTime> office =
        time ->
            time.getHour() >= 9
                && time.getHour() < 17
                && time.getDayOfWeek().getValue() <= DayOfWeek.FRIDAY.getValue();
    Predicate<ZonedDateTime> holiday = time -> time.toLocalDate().equals(christmas);
    agreeMinuteByMinute(calendars, "office", BERLIN, christmas, office);
    agreeMinuteByMinute(calendars, "holidays", BERLIN, christmas, holiday);
    agreeMinuteByMinute(calendars, "quiet", BERLIN, christmas, office.negate().or(holiday));
    agreeMinuteByMinute(calendars, "holiday-work", BERLIN, christmas, office.and(holiday));
  }

  @Test
  void theNextChangeIsTold() {
    Calendars calendars = new Calendars(CalendarSpec.defaults(BERLIN));
    Instant beforeTheSwitch = Instant.parse("2026-03-28T23:10:20Z");
    assertThat(calendars.nextChange("night", beforeTheSwitch))
        .contains(Instant.parse("2026-03-29T04:00:00Z"));
    assertThat(calendars.nextChange("weekend", beforeTheSwitch))
        .contains(Instant.parse("2026-03-29T22:00:00Z"));
  }

  @Test
  void whatMakesNoSenseIsTold() {
    assertThatThrownBy(
            () ->
                new Calendars(
                    List.of(
                        new CalendarSpec("a", BERLIN, new Rule.Not("b")),
                        new CalendarSpec("b", BERLIN, new Rule.Not("a")),
                        new CalendarSpec("c", BERLIN, new Rule.Not("gone")))))
        .hasMessageContaining("calendar a is defined by itself")
        .hasMessageContaining("calendar c refers to an unknown 'gone'");
    assertThatThrownBy(
            () -> new Calendars(List.of(new CalendarSpec("x", BERLIN, new Rule.Cron("nonsense")))))
        .hasMessageContaining("calendar x:");
    assertThatThrownBy(() -> CalendarSpec.daily("x", BERLIN, "22-6"))
        .hasMessageContaining("'22-6' is not of the form 22:00-06:00");
    assertThatThrownBy(() -> CalendarSpec.daily("x", BERLIN, "06:00-06:00"))
        .hasMessageContaining("is not of the form");
    assertThatThrownBy(
            () -> new Calendars(CalendarSpec.defaults(BERLIN)).includes("nigth", Instant.EPOCH))
        .hasMessageContaining("no calendar is called 'nigth'");
  }

  /** What the next change is, found by asking every minute. */
  private static Optional<Instant> scanned(Calendars calendars, String name, Instant from) {
    boolean now = calendars.includes(name, from);
    Instant end = from.plus(Duration.ofDays(9));
    for (Instant minute = from.truncatedTo(ChronoUnit.MINUTES).plusSeconds(60);
        minute.isBefore(end);
        minute = minute.plusSeconds(60)) {
      if (calendars.includes(name, minute) != now) {
        return Optional.of(minute);
      }
    }
    return Optional.empty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-03-27T21:10:20Z", "2026-10-23T10:00:00Z", "2028-02-27T22:59:59Z"})
  void theNextChangeIsTheFirstMinuteThatIsOther(Instant from) {
    LocalDate leapDay = LocalDate.of(2028, 2, 29);
    Calendars calendars =
        new Calendars(
            List.of(
                CalendarSpec.daily("night", BERLIN, "22:00-06:00"),
                CalendarSpec.daily("gone", BERLIN, "02:15-02:45"),
                CalendarSpec.daily("half", ZoneId.of("Australia/Lord_Howe"), "01:40-02:10"),
                CalendarSpec.weekend("weekend", BERLIN),
                new CalendarSpec("leap", BERLIN, new Rule.Dates(Set.of(leapDay))),
                new CalendarSpec("office", BERLIN, new Rule.Cron("* * 9-16 ? * MON-FRI")),
                new CalendarSpec("off", BERLIN, new Rule.Not("office")),
                new CalendarSpec("alone", BERLIN, new Rule.AllOf(List.of("off", "weekend"))),
                new CalendarSpec("calm", BERLIN, new Rule.AnyOf(List.of("leap", "night")))));
    for (String name : calendars.names()) {
      Instant at = from;
      for (int i = 0; i < 6; i++) {
        Optional<Instant> expected = scanned(calendars, name, at);
        if (expected.isEmpty()) {
          break;
        }
        assertThat(calendars.nextChange(name, at)).as("%s after %s", name, at).isEqualTo(expected);
        at = expected.get();
      }
    }
  }

  @Test
  void aHolidayMonthsAheadIsFoundAndOneThatIsOverIsNot() {
    LocalDate leapDay = LocalDate.of(2028, 2, 29);
    Calendars calendars =
        new Calendars(List.of(new CalendarSpec("leap", BERLIN, new Rule.Dates(Set.of(leapDay)))));
    Instant begins = Instant.parse("2028-02-28T23:00:00Z");
    assertThat(calendars.nextChange("leap", Instant.parse("2027-02-28T12:00:00Z")))
        .contains(begins);
    assertThat(calendars.nextChange("leap", begins)).contains(begins.plus(Duration.ofDays(1)));
    assertThat(calendars.nextChange("leap", Instant.parse("2028-03-01T00:00:00Z"))).isEmpty();
  }

  @Test
  void otherCalendarsAreInForceOnceTheyArePutSo() {
    Calendars calendars = new Calendars(CalendarSpec.defaults(BERLIN));
    Instant noon = Instant.parse("2026-11-20T11:00:00Z");
    assertThat(calendars.includes("night", noon)).isFalse();
    Runnable swap = calendars.prepare(List.of(CalendarSpec.daily("night", BERLIN, "11:00-13:00")));
    assertThat(calendars.includes("night", noon)).isFalse();
    swap.run();
    assertThat(calendars.includes("night", noon)).as("no answer of before is kept").isTrue();
    assertThat(calendars.names()).containsExactly("night");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 0 22 * * ?", "0 * 22 ? * MON", "0/20 * * * * ?"})
  void aCronExpressionOfMomentsIsRefusedBecauseItWouldNeverBeOn(String expression) {
    assertThat(CalendarSpec.wrongWithCron(expression)).contains("its seconds must be *");
    assertThat(CalendarSpec.wrongWithCron("* * 22 * * ?")).isEmpty();
    assertThat(CalendarSpec.wrongWithCron("* * 25 * * ?")).isNotEmpty();
  }
}
