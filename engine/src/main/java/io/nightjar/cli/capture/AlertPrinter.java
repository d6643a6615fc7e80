package io.nightjar.cli.capture;

import io.nightjar.rules.FalcoJson;
import io.nightjar.rules.Match;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints alerts as Falco does, a line each. */
final class AlertPrinter {

  /** The forms. */
  enum Form {
    text,
    json
  }

  private final PrintWriter out;
  private final Form form;

  AlertPrinter(PrintWriter out, Form form) {
    this.out = out;
    this.form = form;
  }

  /**
   * @param hostName of the machine that was captured
   */
  void print(Match match, String hostName) {
    out.print(
        switch (form) {
          case text -> FalcoJson.line(match);
          case json -> visible(FalcoJson.render(match, hostName));
        });
    out.print('\n');
  }

  /** Hands on what was printed; true once nobody reads it any more. */
  boolean unheard() {
    return out.checkError();
  }

  /** The same JSON with characters that a terminal may obey as escapes. */
  private static String visible(String json) {
    StringBuilder safe = null;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      boolean obeyed =
          (c >= 0x7f && c < 0xa0)
              || Character.getType(c) == Character.FORMAT
              || Character.getType(c) == Character.LINE_SEPARATOR
              || Character.getType(c) == Character.PARAGRAPH_SEPARATOR;
      if (obeyed && safe == null) {
        safe = new StringBuilder(json.length() + 16).append(json, 0, i);
      }
      if (safe != null && obeyed) {
        safe.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else if (safe != null) {
        safe.append(c);
      }
    }
    return safe == null ? json : safe.toString();
  }
}
