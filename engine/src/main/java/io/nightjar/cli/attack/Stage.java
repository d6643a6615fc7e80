package io.nightjar.cli.attack;

import io.nightjar.cli.Paint;
import io.nightjar.cli.PlainText;
import io.nightjar.cli.Shell;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;

/** Where the attack is told, line by line; lines of several threads do not mix. */
final class Stage {

  private static final int DETAILS_AT_MOST = 12;
  private static final String INDENT = " ".repeat(14);

  private final PrintWriter out;
  private final Paint paint;
  private final InstantSource clock;
  private final DateTimeFormatter time;

  /**
   * @param clock that of the Nightjar that watches, so that its lines and ours compare
   */
  Stage(Shell shell, InstantSource clock) {
    this.out = shell.out();
    this.paint = shell.paint();
    this.clock = clock;
    this.time = DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(shell.zone());
  }

  /** What the intruder does now. */
  void act(String text) {
    String now = paint.dim(time.format(clock.instant()));
    line(now + "  " + paint.yellow("ATTACK") + "    " + paint.bold(PlainText.of(text)));
  }

  /** Output of a program, whatever it holds; long ones are cut. */
  void details(String output) {
    output
        .lines()
        .filter(text -> !text.isBlank())
        .limit(DETAILS_AT_MOST)
        .forEach(text -> line(INDENT + paint.dim(PlainText.cut(text, 120))));
    if (output.lines().filter(text -> !text.isBlank()).count() > DETAILS_AT_MOST) {
      line(INDENT + paint.dim("…"));
    }
  }

  void note(String text) {
    line(INDENT + PlainText.of(text));
  }

  /** A line that is already safe to show. */
  synchronized void line(String text) {
    out.println(text);
    out.flush();
  }
}
