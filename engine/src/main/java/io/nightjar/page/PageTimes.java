package io.nightjar.page;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times as the pages tell them: short, in one zone, with UTC to be looked up. Thread safe. */
public final class PageTimes {

  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final ZoneId zone;
  private final InstantSource clock;
  private final DateTimeFormatter time;
  private final DateTimeFormatter day;
  private final DateTimeFormatter exact;

  public PageTimes(ZoneId zone, InstantSource clock) {
    this.zone = zone;
    this.clock = clock;
    this.time = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(zone);
    this.day = DateTimeFormatter.ofPattern("d MMM HH:mm", Locale.ENGLISH).withZone(zone);
    this.exact = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
  }

  public ZoneId zone() {
    return zone;
  }

  /** Now, by the clock of the engine. */
  public Instant now() {
    return clock.instant();
  }

  /** {@code 03:04}, and with the day where that is another one. */
  public Moment of(Instant at) {
    boolean today = at.atZone(zone).toLocalDate().equals(now().atZone(zone).toLocalDate());
    return new Moment(at.toString(), (today ? time : day).format(at), UTC.format(at));
  }

  /** To the millisecond. */
  public Moment exact(Instant at) {
    return new Moment(at.toString(), exact.format(at), UTC.format(at));
  }

  /** How long until then, {@code 29 min}; a minute that has begun counts. */
  public String left(Instant until) {
    Duration left = Duration.between(now(), until);
    return left.isPositive()
        ? words(left.plusSeconds(59).truncatedTo(ChronoUnit.MINUTES))
        : "no time";
  }

  /** How long ago, {@code 4 min ago}. */
  public String ago(Instant at) {
    Duration gone = Duration.between(at, now());
    return gone.toSeconds() < 60 ? "just now" : words(gone) + " ago";
  }

  /** {@code 41 ms}, {@code 5 s}, {@code 12 min}, {@code 8 h}, {@code 3 days}. */
  public static String words(Duration duration) {
    if (duration.toMillis() < 1_000) {
      return duration.toMillis() + " ms";
    } else if (duration.toSeconds() < 120) {
      return duration.toSeconds() + " s";
    } else if (duration.toMinutes() < 120) {
      return duration.toMinutes() + " min";
    } else if (duration.toHours() < 48) {
      long minutes = duration.toMinutesPart();
      return duration.toHours() + " h" + (minutes == 0 ? "" : " " + minutes + " min");
    }
    return duration.toDays() + " days";
  }
}
