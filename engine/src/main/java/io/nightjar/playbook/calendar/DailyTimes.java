package io.nightjar.playbook.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/**
 * The same hours of every day, as the clocks on the wall show them.
 *
 * <p>Not Quartz's DailyCalendar: it counts from one end of the range to the other in elapsed time,
 * so a range that ends in the hour of a clock change is an hour too long or too short.
 */
record DailyTimes(LocalTime from, LocalTime to, ZoneId zone) implements TimeSet {

  @Override
  public boolean has(Instant instant) {
    LocalTime time = LocalTime.ofInstant(instant, zone);
    boolean begun = !time.isBefore(from);
    boolean notOver = time.isBefore(to);
    boolean overMidnight = !to.isAfter(from);
    return overMidnight ? begun || notOver : begun && notOver;
  }

  @Override
  public Instant holdsUntil(Instant instant) {
    Instant next = TimeSet.nextSwitch(zone, instant);
    LocalDate today = LocalDate.ofInstant(instant, zone);
    for (LocalDate day = today; !day.isAfter(today.plusDays(1)); day = day.plusDays(1)) {
      for (LocalTime end : new LocalTime[] {from, to}) {
        ZonedDateTime first = day.atTime(end).atZone(zone);
        // where the clocks go back, an hour is there twice
        ZonedDateTime second = first.withLaterOffsetAtOverlap();
        for (ZonedDateTime each : new ZonedDateTime[] {first, second}) {
          if (each.toInstant().isAfter(instant)) {
            next = TimeSet.earlier(next, each.toInstant());
          }
        }
      }
    }
    return next;
  }
}
