package io.nightjar.playbook.calendar;

import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.TimeZone;
import org.quartz.CronExpression;

/** The seconds that a Quartz cron expression matches. */
final class CronTimes implements TimeSet {

  /** The second by which a minute is judged. */
  private static final int MIDDLE = 30;

  private static final int MINUTES_LOOKED_AT = 24 * 60;

  /** Not thread safe by itself. */
  private final CronExpression expression;

  private CronTimes(CronExpression expression) {
    this.expression = expression;
  }

  /**
   * @throws ParseException when it is no cron expression, or matches no minute
   */
  static CronTimes of(String text, ZoneId zone) throws ParseException {
    CronExpression expression = new CronExpression(text);
    expression.setTimeZone(TimeZone.getTimeZone(zone));
    String seconds = text.strip().split("\\s+")[0];
    CronExpression everyMinute = new CronExpression(seconds + " * * * * ?");
    if (!everyMinute.isSatisfiedBy(Date.from(Instant.EPOCH.plusSeconds(MIDDLE)))) {
      throw new ParseException(
          "\""
              + text
              + "\" names moments, not times: its seconds must be * (the first of its six fields)",
          0);
    }
    return new CronTimes(expression);
  }

  @Override
  public synchronized boolean has(Instant instant) {
    return expression.isSatisfiedBy(Date.from(instant));
  }

  @Override
  public synchronized Instant holdsUntil(Instant instant) {
    if (!has(instant)) {
      Date next = expression.getNextValidTimeAfter(Date.from(instant));
      return next == null ? Instant.MAX : next.toInstant();
    }
    Instant later = instant;
    for (int minutes = 0; minutes < MINUTES_LOOKED_AT && has(later); minutes++) {
      later = later.plus(1, ChronoUnit.MINUTES);
    }
    return later;
  }
}
