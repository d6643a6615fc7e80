package io.nightjar.cli.capture;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One line at the bottom of a terminal that is written over; nothing where there is no terminal.
 */
final class StatusLine {
  private static final String CLEAR = "\r\u001b[K";

  private final PrintWriter err;
  private final boolean terminal;
  private boolean shown;

  StatusLine(PrintWriter err, boolean terminal) {
    this.err = err;
    this.terminal = terminal;
  }

  static StatusLine of(PrintWriter err) {
    return new StatusLine(err, standardErrorIsTerminal());
  }

  /**
   * @param text plain text
   */
  void show(String text) {
    if (terminal) {
      err.print(CLEAR + text);
      err.flush();
      shown = true;
    }
  }

  /** Takes the line away. */
  void clear() {
    if (shown) {
      err.print(CLEAR);
      err.flush();
      shown = false;
    }
  }

  private static boolean standardErrorIsTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      // not Linux, where nothing can be captured either
      return false;
    }
  }
}
