package io.nightjar.playbook.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import net.fortuna.ical4j.util.Configurator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IcsTimesTest {

  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @TempDir Path folder;

  private Calendars calendars(String... lines) throws IOException {
    Path file = folder.resolve("days.ics");
    String text =
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//a//b//EN\n"
            + String.join("\n", lines)
            + "\nEND:VCALENDAR\n";
    Files.writeString(file, text.replace("\n", "\r\n"));
    return new Calendars(
        List.of(new CalendarSpec("holidays", BERLIN, new CalendarSpec.Rule.Ics(file))));
  }

  private static String event(String... lines) {
    return "BEGIN:VEVENT\nUID:1\nDTSTAMP:20200101T000000Z\n"
        + String.join("\n", lines)
        + "\nEND:VEVENT";
  }

  private static boolean on(Calendars calendars, String instant) {
    return calendars.includes("holidays", Instant.parse(instant));
  }

  @Test
  void wholeDaysAreMeantInTheZoneOfTheCalendarEveryYear() throws Exception {
    Calendars days =
        calendars(
            event("DTSTART;VALUE=DATE:20201225", "DTEND;VALUE=DATE:20201227", "RRULE:FREQ=YEARLY"));
    assertThat(on(days, "2026-12-24T22:59:00Z")).isFalse();
    assertThat(on(days, "2026-12-24T23:00:00Z")).as("midnight in Berlin").isTrue();
    assertThat(on(days, "2026-12-26T22:59:00Z")).isTrue();
    assertThat(on(days, "2026-12-26T23:00:00Z")).isFalse();
    assertThat(on(days, "2019-12-25T12:00:00Z")).as("before the first").isFalse();
    assertThat(on(days, "2031-12-25T12:00:00Z")).isTrue();
  }

  @Test
  void aWeeklyFreezeKeepsItsLocalHourThroughTheClockChangeAndItsExceptions() throws Exception {
    Calendars days =
        calendars(
            event(
                "DTSTART;TZID=Europe/Berlin:20260301T220000",
                "DTEND;TZID=Europe/Berlin:20260302T040000",
                "RRULE:FREQ=WEEKLY;BYDAY=SU",
                "EXDATE;TZID=Europe/Berlin:20260405T220000"));
    assertThat(on(days, "2026-03-22T21:00:00Z")).isTrue();
    assertThat(on(days, "2026-03-22T20:59:00Z")).isFalse();
    assertThat(on(days, "2026-03-29T20:00:00Z")).as("22:00 in summer time").isTrue();
    assertThat(on(days, "2026-03-29T19:59:00Z")).isFalse();
    assertThat(on(days, "2026-03-30T01:59:00Z")).isTrue();
    assertThat(on(days, "2026-04-05T20:30:00Z")).as("excepted").isFalse();
  }

  @Test
  void anEventOverTheTurnOfTheYearLastsIntoTheNext() throws Exception {
    Calendars days = calendars(event("DTSTART:20261220T100000Z", "DTEND:20270110T100000Z"));
    assertThat(on(days, "2026-12-31T23:30:00Z")).isTrue();
    assertThat(on(days, "2027-01-10T09:59:00Z")).isTrue();
    assertThat(on(days, "2027-01-10T10:00:00Z")).isFalse();
  }

  @Test
  void timesWithoutAZoneAndLeapDays() throws Exception {
    Calendars days =
        calendars(
            event("DTSTART:20260601T100000", "DURATION:PT1H"),
            event("DTSTART;VALUE=DATE:20240229", "RRULE:FREQ=YEARLY").replace("UID:1", "UID:2"));
    assertThat(on(days, "2026-06-01T08:00:00Z")).isTrue();
    assertThat(on(days, "2026-06-01T09:00:00Z")).isFalse();
    assertThat(on(days, "2028-02-29T12:00:00Z")).isTrue();
    assertThat(on(days, "2027-02-28T12:00:00Z")).isFalse();
    assertThat(on(days, "2027-03-01T12:00:00Z")).isFalse();
  }

  @Test
  void whatIsNoCalendarIsToldWithItsFile() throws Exception {
    Path garbage = Files.writeString(folder.resolve("garbage.ics"), "hello");
    for (Path file : List.of(garbage, folder.resolve("absent.ics"))) {
      assertThatThrownBy(
              () ->
                  new Calendars(
                      List.of(
                          new CalendarSpec("holidays", BERLIN, new CalendarSpec.Rule.Ics(file)))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("calendar holidays")
          .hasMessageContaining(file.toString());
    }
    assertThatThrownBy(
            () -> calendars("BEGIN:VTODO", "UID:1", "DTSTAMP:20200101T000000Z", "END:VTODO"))
        .hasMessageContaining("holds no event");
  }

  @Test
  void noTimeZoneIsEverFetchedFromTheWeb() {
    assertThat(Configurator.getProperty("net.fortuna.ical4j.timezone.update.enabled"))
        .contains("false");
  }
}
