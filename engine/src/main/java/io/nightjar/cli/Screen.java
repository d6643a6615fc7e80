package io.nightjar.cli;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The whole of a terminal, painted anew in place, on its other buffer: what was there before comes
 * back when it is closed, and nothing is left of it.
 */
final class Screen implements AutoCloseable {

  /** In characters. */
  record Size(int columns, int rows) {

    /** Of a terminal that does not tell. */
    static final Size USUAL = new Size(80, 24);

    private static final Pattern TOLD = Pattern.compile("([1-9]\\d{0,3}) ([1-9]\\d{0,3})");

    /** From what {@code stty size} prints: rows and columns. */
    static Size of(String told) {
      Matcher both = TOLD.matcher(told.strip());
      return both.matches()
          ? new Size(Integer.parseInt(both.group(2)), Integer.parseInt(both.group(1)))
          : USUAL;
    }
  }

  // another buffer, no cursor, lines that are too long end at the edge
  private static final String BEGIN = "\u001b[?1049h\u001b[?25l\u001b[?7l";
  private static final String END = "\u001b[?7h\u001b[?25h\u001b[?1049l";
  private static final String HOME = "\u001b[H";
  private static final String REST_OF_LINE = "\u001b[K";
  private static final String REST_OF_SCREEN = "\u001b[J";

  private final PrintWriter out;

  Screen(PrintWriter out) {
    this.out = out;
    print(BEGIN);
  }

  /** Paints over what is there, so that nothing flickers. */
  void show(List<String> lines, int rows) {
    StringBuilder text = new StringBuilder(HOME);
    int last = Math.min(rows, lines.size());
    for (int i = 0; i < last; i++) {
      // no line feed after the last: the screen would go up by one
      text.append(lines.get(i)).append(REST_OF_LINE).append(i == last - 1 ? "" : "\r\n");
    }
    print(text.append(REST_OF_SCREEN).toString());
  }

  private void print(String text) {
    out.print(text);
    out.flush();
  }

  @Override
  public void close() {
    print(END);
  }

  /** That of the terminal of this process, as it is now. */
  static Size size() throws InterruptedException {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/tty")))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String told = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return stty.waitFor(1, TimeUnit.SECONDS) ? Size.of(told) : Size.USUAL;
    } catch (IOException e) {
      return Size.USUAL;
    }
  }
}
