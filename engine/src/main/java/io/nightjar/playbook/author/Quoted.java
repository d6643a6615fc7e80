package io.nightjar.playbook.author;

/**
 * Text of others as a literal, so that nothing in it can end the literal or read as something else.
 */
public final class Quoted {
  private Quoted() {}

  /** Whether the dialect takes every character of it: none is invisible or a line's end. */
  public static boolean isPlain(String text) {
    return text.codePoints()
        .noneMatch(
            c ->
                Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.LINE_SEPARATOR
                    || Character.getType(c) == Character.PARAGRAPH_SEPARATOR
                    || Character.getType(c) == Character.SURROGATE);
  }

  /**
   * A text of DRL.
   *
   * @throws IllegalArgumentException when it is not plain, or would make a unicode escape
   */
  public static String drl(String text) {
    String quoted = '"' + plain(text).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    if (quoted.contains("\\u")) {
      throw new IllegalArgumentException("a playbook cannot hold a backslash before a u");
    }
    return quoted;
  }

  /**
   * A text of YAML.
   *
   * @throws IllegalArgumentException when it is not plain
   */
  public static String yaml(String text) {
    return "'" + plain(text).replace("'", "''") + "'";
  }

  private static String plain(String text) {
    if (!isPlain(text)) {
      throw new IllegalArgumentException("a playbook cannot hold invisible characters");
    }
    return text;
  }
}
