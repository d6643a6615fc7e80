package io.nightjar.playbook.calendar;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.function.Predicate;

/** Days from midnight to midnight in a zone: days of the week, holidays. */
record WholeDays(Predicate<LocalDate> days, ZoneId zone) implements TimeSet {

  @Override
  public boolean has(Instant instant) {
    return days.test(LocalDate.ofInstant(instant, zone));
  }

  @Override
  public Instant holdsUntil(Instant instant) {
    LocalDate today = LocalDate.ofInstant(instant, zone);
    Instant midnight = today.plusDays(1).atStartOfDay(zone).toInstant();
    return TimeSet.earlier(midnight, TimeSet.nextSwitch(zone, instant));
  }
}
