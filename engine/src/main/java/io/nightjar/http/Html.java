package io.nightjar.http;

import io.nightjar.actions.DisplayText;
import io.nightjar.audit.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A page that is one file: no script, no address but its own, every text escaped by the one who
 * puts it in with {@link #text}.
 */
public final class Html {

  private static final int LENGTH_AT_MOST = 2_000;

  private static final String STYLE =
      """
      :root{color-scheme:dark}
      *{box-sizing:border-box}
      body{margin:0;background:#12161c;color:#e8ecf1;font:17px/1.5 system-ui,sans-serif}
      main{max-width:42rem;margin:0 auto;padding:1.25rem 1rem 3rem}
      h1{font-size:1.35rem;line-height:1.3;margin:.25rem 0 1rem;overflow-wrap:anywhere}
      .who{color:#aab4c0;font-size:.95rem;margin:0}
      dl{margin:0 0 1.25rem}
      dt{color:#aab4c0;font-size:.9rem;margin-top:.75rem}
      dd{margin:0;overflow-wrap:anywhere}
      code{font:15px/1.5 ui-monospace,monospace;white-space:pre-wrap}
      label{display:block;color:#aab4c0;font-size:.9rem;margin-bottom:.25rem}
      textarea,input{width:100%;font:inherit;color:inherit;background:#1b212a;
        border:1px solid #6b7787;border-radius:.4rem;padding:.6rem}
      .answers{display:grid;grid-template-columns:1fr 1fr;gap:.75rem;margin:1rem 0 1.75rem}
      button{font:inherit;font-weight:600;min-height:3.25rem;border:2px solid transparent;
        border-radius:.5rem;cursor:pointer}
      .approve{background:#2f9e63;color:#04120a}
      .deny{background:#e5645c;color:#1c0504}
      .acknowledge{grid-column:1/-1;background:transparent;color:#e8ecf1;border-color:#6b7787}
      textarea:focus-visible,input:focus-visible,button:focus-visible{
        outline:3px solid #8ec5ff;outline-offset:2px}
      .good{border-left:5px solid #2f9e63;padding-left:.9rem}
      .bad{border-left:5px solid #e5645c;padding-left:.9rem}
      """;

  /** Nothing may be loaded, no script may run, nobody may frame it; this style alone is taken. */
  public static final String POLICY =
      "default-src 'none'; style-src 'sha256-"
          + Base64.getEncoder().encodeToString(Hash.sha256(utf8(STYLE)).bytes())
          + "'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

  private Html() {}

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * @param title plain text
   * @param main HTML
   */
  public static String page(String title, String main) {
    return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        + "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
        + "<meta name=\"robots\" content=\"noindex\"><title>"
        + text(title)
        + " · Nightjar</title><style>"
        + STYLE
        + "</style></head><body><main>\n"
        + main
        + "</main></body></html>\n";
  }

  /**
   * The text so that it is shown as it is, in an element or in a quoted attribute; what cannot be
   * seen becomes visible.
   */
  public static String text(String plain) {
    String shown = DisplayText.of(plain, LENGTH_AT_MOST);
    StringBuilder escaped = new StringBuilder(shown.length() + 16);
    for (int i = 0; i < shown.length(); i++) {
      char each = shown.charAt(i);
      switch (each) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(each);
      }
    }
    return escaped.toString();
  }

  /** One named fact of a list; nothing where there is no text. */
  static String fact(String name, String plain) {
    return plain.isEmpty() ? "" : "<dt>" + text(name) + "</dt><dd>" + text(plain) + "</dd>\n";
  }
}
