package io.nightjar.alert;

import io.nightjar.rules.RulePriority;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Hands alerts to a syslog: in the form of RFC 5424 to a server, in the older one, which is all
 * that they understand, to the daemon of this machine. A severity is a priority of Falco's.
 */
public final class SyslogOutput implements AlertOutput {

  /** The path at which the daemon of a machine listens. */
  public static final String LOCAL = "/dev/log";

  private static final String APPLICATION = "nightjar";
  private static final int FACILITY_USER = 1;
  private static final DateTimeFormatter RFC_5424 =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter RFC_3164 =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT);

  /** Opens a way to the receiver. */
  @FunctionalInterface
  public interface Opening {
    SyslogLink open() throws IOException;
  }

  /**
   * What every message says.
   *
   * @param facility its number, 0 to 23
   * @param hostname null for the daemon of this machine, which knows it
   */
  public record Header(int facility, @Nullable String hostname) {}

  private final Opening opening;
  private final Header header;
  private final InstantSource clock;
  private final long process = ProcessHandle.current().pid();
  private volatile @Nullable SyslogLink link;

  public SyslogOutput(Opening opening, Header header, InstantSource clock) {
    this.opening = opening;
    this.header = header;
    this.clock = clock;
  }

  /** As Falco does it: facility user. */
  static SyslogOutput ofThisMachine(InstantSource clock) {
    return new SyslogOutput(() -> SyslogLink.local(LOCAL), new Header(FACILITY_USER, null), clock);
  }

  @Override
  public void write(String line) throws IOException {
    write(line, RulePriority.NOTICE);
  }

  @Override
  public void write(String line, RulePriority priority) throws IOException {
    byte[] message = message(line, priority).getBytes(StandardCharsets.UTF_8);
    SyslogLink open = link;
    if (open != null) {
      try {
        open.send(message);
        return;
      } catch (IOException e) {
        // a daemon that was started anew: once more, on a new way
        close();
      }
    }
    SyslogLink fresh = opening.open();
    link = fresh;
    try {
      fresh.send(message);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  String message(String line, RulePriority priority) {
    String start = "<" + (header.facility() * 8 + severity(priority)) + ">";
    String text = harmless(line);
    String hostname = header.hostname();
    return hostname == null
        ? start
            + RFC_3164.withZone(ZoneId.systemDefault()).format(clock.instant())
            + " "
            + APPLICATION
            + "["
            + process
            + "]: "
            + text
        : start
            + "1 "
            + RFC_5424.format(clock.instant())
            + " "
            + name(hostname)
            + " "
            + APPLICATION
            + " "
            + process
            + " - - "
            + text;
  }

  private static int severity(RulePriority priority) {
    return switch (priority) {
      case EMERGENCY -> 0;
      case ALERT -> 1;
      case CRITICAL -> 2;
      case ERROR -> 3;
      case WARNING -> 4;
      case NOTICE -> 5;
      case INFORMATIONAL -> 6;
      case DEBUG -> 7;
    };
  }

  /** A line end within would begin a message of its own at some receivers. */
  private static String harmless(String line) {
    char[] all = line.toCharArray();
    for (int i = 0; i < all.length; i++) {
      if (all[i] < ' ' || all[i] == 0x7f) {
        all[i] = ' ';
      }
    }
    return new String(all);
  }

  /** Printable ASCII without blanks, at most 255, as the RFC wants it; a dash for nothing. */
  private static String name(String hostname) {
    String plain = hostname.replaceAll("[^!-~]", "-");
    return plain.isEmpty() ? "-" : plain.substring(0, Math.min(plain.length(), 255));
  }

  /** The longest part of a text that fits and does not end within a character. */
  static byte[] cut(byte[] utf8, int longest) {
    if (utf8.length <= longest) {
      return utf8;
    }
    int end = longest;
    while (end > 0 && (utf8[end] & 0xc0) == 0x80) {
      end--;
    }
    return Arrays.copyOf(utf8, end);
  }

  @Override
  public void reopen() {
    close();
  }

  @Override
  public void close() {
    SyslogLink open = link;
    link = null;
    if (open != null) {
      open.close();
    }
  }
}
