package io.nightjar.cli;

import io.nightjar.rehearse.Backtest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How far a rehearsal is, on standard error where that is a terminal, and nowhere else. */
final class ProgressBar implements Backtest.Progress {

  private static final int WIDTH = 30;
  private static final long EVERY_NANOS = 200_000_000;

  private final Shell shell;
  private final boolean shown;
  private Instant from;
  private final @Nullable Instant to;
  private long drawn;
  private boolean dirty;

  private ProgressBar(Shell shell, boolean shown, Backtest.Span span) {
    this.shell = shell;
    this.shown = shown;
    this.from = span.from();
    this.to = span.to();
  }

  static ProgressBar of(Shell shell, Backtest.Span span) {
    return new ProgressBar(shell, errorIsTerminal(), span);
  }

  private static boolean errorIsTerminal() {
    try {
      String error = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return error.startsWith("/dev/pts/") || error.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  @Override
  public void at(long read, @Nullable Instant at) {
    long now = System.nanoTime();
    if (!shown || now - drawn < EVERY_NANOS) {
      return;
    }
    drawn = now;
    dirty = true;
    int filled = at == null ? 0 : (int) (WIDTH * share(at));
    shell
        .err()
        .print(
            String.format(
                Locale.ROOT,
                "\r[%s%s] %,d detections ",
                "█".repeat(filled),
                "·".repeat(WIDTH - filled),
                read));
    shell.err().flush();
  }

  private double share(Instant at) {
    if (from.equals(Instant.MIN)) {
      from = at; // all there is: it begins where the past does
    }
    if (to == null || !to.isAfter(from)) {
      return 0;
    }
    double share =
        (double) Duration.between(from, at).toMillis() / Duration.between(from, to).toMillis();
    return Math.clamp(share, 0, 1);
  }

  void clear() {
    if (dirty) {
      shell.err().print("\r" + " ".repeat(WIDTH + 40) + "\r");
      shell.err().flush();
    }
  }
}
