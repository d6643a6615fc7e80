package io.nightjar.cli;

import io.nightjar.config.Surroundings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * What commands are started from.
 *
 * @param zone in which times are shown
 * @param user who is typing, for the audit log
 */
public record Shell(
    PrintWriter out,
    PrintWriter err,
    Paint paint,
    ZoneId zone,
    InstantSource clock,
    String user,
    Surroundings around) {

  static Shell ofThisProcess() {
    Surroundings around = Surroundings.ofThisProcess();
    return new Shell(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        new Paint(showsColour(around)),
        around.zone(),
        InstantSource.system(),
        user(around),
        around);
  }

  /** The same, where what is printed goes into {@code file}, plain. */
  Shell into(PrintWriter file) {
    return new Shell(file, err, new Paint(false), zone, clock, user, around);
  }

  /** The same, where everything goes to standard error, plain. */
  public Shell aside() {
    return new Shell(err, err, new Paint(false), zone, clock, user, around);
  }

  // https://no-color.org: any value but an empty one switches colour off
  private static boolean showsColour(Surroundings around) {
    return standardOutputIsTerminal()
        && around.environment().getOrDefault("NO_COLOR", "").isEmpty()
        && !around.environment().getOrDefault("TERM", "dumb").equals("dumb");
  }

  /** Whether a person sees what this process prints. */
  public static boolean printsOnTerminal() {
    return standardOutputIsTerminal();
  }

  // System.console() asks for standard input too, and from Java 22 on it is never null
  private static boolean standardOutputIsTerminal() {
    try {
      String output = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return output.startsWith("/dev/pts/") || output.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      // not Linux, where the driver does not run either: no colour is always readable
      return false;
    }
  }

  // behind sudo the person is meant, not root
  private static String user(Surroundings around) {
    String sudo = around.environment().getOrDefault("SUDO_USER", "");
    return sudo.isEmpty() ? System.getProperty("user.name", "unknown") : sudo;
  }
}
