package io.nightjar.cli.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * The clock by which nights, approvals and the audit log go.
 *
 * @param lastRecorded time of the newest audit record, if there is any
 */
record ClockExamination(Instant now, ZoneId zone, Optional<Instant> lastRecorded)
    implements Examination {

  private static final Duration TOLERANCE = Duration.ofSeconds(5);
  private static final DateTimeFormatter FORM = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

  @Override
  public List<Line> look() {
    String here = FORM.format(now.atZone(zone)) + " in " + zone;
    boolean back = lastRecorded.map(last -> last.isAfter(now.plus(TOLERANCE))).orElse(false);
    return List.of(
        back
            ? Line.warn(
                "clock",
                here
                    + ", but the audit log was last written at "
                    + FORM.format(lastRecorded.orElse(now).atZone(zone)),
                "the clock was set back, or Nightjar ran with --at; approvals expire late until it"
                    + " has caught up")
            : Line.ok("clock", here));
  }
}
