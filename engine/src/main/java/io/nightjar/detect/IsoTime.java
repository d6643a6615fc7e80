package io.nightjar.detect;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Instants as ISO 8601 texts in UTC, such as {@code 2026-11-20T03:00:00.123456789Z}: what {@link
 * Instant} reads and writes by itself, for a tenth of the time. An alert has several of them.
 */
public final class IsoTime {

  private static final long SECONDS_OF_A_DAY = 86_400;
  private static final int NANO_DIGITS = 9;
  private static final long FIRST_SECOND = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
  private static final long LAST_SECOND = Instant.parse("9999-12-31T23:59:59Z").getEpochSecond();
  private static final String FORM = "dddd-dd-ddTdd:dd:dd";

  private IsoTime() {}

  /** As {@link Instant#toString}. */
  public static String text(Instant instant) {
    long seconds = instant.getEpochSecond();
    if (seconds < FIRST_SECOND || seconds > LAST_SECOND) {
      return instant.toString(); // a year of more than four digits
    }
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_OF_A_DAY));
    int second = (int) Math.floorMod(seconds, SECONDS_OF_A_DAY);
    byte[] text = new byte[FORM.length() + 1 + NANO_DIGITS + 1];
    digits(text, 0, 4, date.getYear());
    text[4] = '-';
    digits(text, 5, 2, date.getMonthValue());
    text[7] = '-';
    digits(text, 8, 2, date.getDayOfMonth());
    text[10] = 'T';
    digits(text, 11, 2, second / 3_600);
    text[13] = ':';
    digits(text, 14, 2, second / 60 % 60);
    text[16] = ':';
    digits(text, 17, 2, second % 60);
    int end = fraction(text, FORM.length(), instant.getNano());
    text[end] = 'Z';
    return new String(text, 0, end + 1, StandardCharsets.ISO_8859_1);
  }

  /** Three, six or nine digits, or none. */
  private static int fraction(byte[] text, int at, int nanos) {
    if (nanos == 0) {
      return at;
    }
    text[at] = '.';
    if (nanos % 1_000_000 == 0) {
      digits(text, at + 1, 3, nanos / 1_000_000);
      return at + 4;
    }
    if (nanos % 1_000 == 0) {
      digits(text, at + 1, 6, nanos / 1_000);
      return at + 7;
    }
    digits(text, at + 1, NANO_DIGITS, nanos);
    return at + 1 + NANO_DIGITS;
  }

  private static void digits(byte[] text, int at, int count, int number) {
    int left = number;
    for (int i = at + count - 1; i >= at; i--) {
      text[i] = (byte) ('0' + left % 10);
      left /= 10;
    }
  }

  /** Null where the text is of any other form, even where the library reads it, or no time. */
  public static @Nullable Instant read(String text) {
    int length = text.length();
    if (length <= FORM.length() || text.charAt(length - 1) != 'Z' || !hasForm(text)) {
      return null;
    }
    int fraction = length - 1 - FORM.length();
    if (fraction == 1 || fraction > 1 + NANO_DIGITS) {
      return null;
    }
    int nanos = 0;
    if (fraction > 0) {
      if (text.charAt(FORM.length()) != '.' || !areDigits(text, FORM.length() + 1, length - 1)) {
        return null;
      }
      nanos = number(text, FORM.length() + 1, length - 1);
      for (int i = fraction - 1; i < NANO_DIGITS; i++) {
        nanos *= 10;
      }
    }
    try {
      LocalDate date = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10));
      LocalTime time =
          LocalTime.of(number(text, 11, 13), number(text, 14, 16), number(text, 17, 19), nanos);
      return LocalDateTime.of(date, time).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static boolean hasForm(String text) {
    for (int i = 0; i < FORM.length(); i++) {
      char wanted = FORM.charAt(i);
      char found = text.charAt(i);
      if (wanted == 'd' ? found < '0' || found > '9' : found != wanted) {
        return false;
      }
    }
    return true;
  }

  private static boolean areDigits(String text, int from, int end) {
    for (int i = from; i < end; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int from, int end) {
    int number = 0;
    for (int i = from; i < end; i++) {
      number = number * 10 + text.charAt(i) - '0';
    }
    return number;
  }
}
