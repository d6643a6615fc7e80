package io.nightjar.export;

import io.nightjar.actions.DisplayText;

/**
 * One event of the Common Event Format, put together so that no value can end its field: what is
 * not printable stands as an escape, a bar or a backslash of the header and an equals sign or a
 * backslash of the extension behind a backslash. Line ends of a value become {@code \n}, which a
 * receiver turns back.
 */
final class CefLine {

  private static final int HEADER_AT_MOST = 512;

  /** What a custom text may hold at most. */
  private static final int CUSTOM_AT_MOST = 1023;

  private final StringBuilder line = new StringBuilder("CEF:0|");
  private boolean first = true;

  /**
   * @param signature that means the same for ever
   * @param severity from 0 to 10
   */
  CefLine(
      String vendor, String product, String version, String signature, String name, int severity) {
    for (String field : new String[] {vendor, product, version, signature, name}) {
      line.append(header(field)).append('|');
    }
    line.append(severity).append('|');
  }

  private static String header(String value) {
    return DisplayText.of(value.replaceAll("\\R", " "), HEADER_AT_MOST)
        .replace("\\", "\\\\")
        .replace("|", "\\|");
  }

  /** Leaves out what is empty; cuts what the dictionary has no room for. */
  CefLine put(String key, String value, int longest) {
    String whole = value.strip();
    if (!whole.isEmpty()) {
      key(key).append(value(whole, longest));
    }
    return this;
  }

  CefLine number(String key, long value) {
    key(key).append(value);
    return this;
  }

  /** A custom field with what it means. */
  CefLine labelled(String key, String label, String value) {
    if (!value.isBlank()) {
      put(key, value, CUSTOM_AT_MOST);
      put(key + "Label", label, CUSTOM_AT_MOST);
    }
    return this;
  }

  private StringBuilder key(String key) {
    line.append(first ? "" : " ").append(key).append('=');
    first = false;
    return line;
  }

  private static String value(String value, int longest) {
    String cut =
        value.codePointCount(0, value.length()) > longest
            ? value.substring(0, value.offsetByCodePoints(0, longest - 1)) + "…"
            : value;
    StringBuilder all = new StringBuilder();
    String between = "";
    for (String part : cut.split("\\R", -1)) {
      all.append(between)
          .append(
              DisplayText.of(part, Integer.MAX_VALUE).replace("\\", "\\\\").replace("=", "\\="));
      between = "\\n";
    }
    return all.toString();
  }

  String text() {
    return line.toString();
  }
}
