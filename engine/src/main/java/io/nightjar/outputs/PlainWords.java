package io.nightjar.outputs;

import io.nightjar.actions.DisplayText;
import java.util.regex.Pattern;

/**
 * Text that an attacker may have chosen, for receivers that hand it on to chats and screens: no
 * control characters, of a bounded length, and without what makes a chat call everybody.
 */
final class PlainWords {

  /** Falcosidekick cuts what is longer where an alert is large. */
  static final int FIELD_AT_MOST = 500;

  static final int TEXT_AT_MOST = 1_000;

  private static final Pattern CHAT_COMMAND = Pattern.compile("<(?=[!@#])");
  private static final Pattern CALL_TO_ALL =
      Pattern.compile("@(?=(?:everyone|here|channel|all)\\b)", Pattern.CASE_INSENSITIVE);

  private PlainWords() {}

  static String of(String text, int longest) {
    String shown = DisplayText.of(text, longest);
    return CALL_TO_ALL
        .matcher(CHAT_COMMAND.matcher(shown).replaceAll("\u2039"))
        .replaceAll("\uff20");
  }
}
