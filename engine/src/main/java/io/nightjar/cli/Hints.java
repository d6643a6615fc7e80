package io.nightjar.cli;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Commands that are printed for a person to type. Typed as they stand they mean the same Nightjar:
 * they name the state folder and the configuration that this command was given.
 */
public final class Hints {

  /** Of a command that was given neither. */
  public static final Hints PLAIN = new Hints(null, null);

  private static final String PROGRAM = "./nightjar ";
  private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[\\w@%+=:,./-]+");

  private final String options;

  /**
   * @param state as it was given with {@code --state}; null where it was not
   * @param config as it was given with {@code --config}; null where it was not
   */
  public Hints(@Nullable Path state, @Nullable Path config) {
    this.options = option(" --state ", state) + option(" --config ", config);
  }

  private static String option(String name, @Nullable Path value) {
    return value == null ? "" : name + quoted(value.toString());
  }

  /**
   * The whole command, such as {@code ./nightjar responses undo r-5f3c --state /tmp/night}.
   *
   * @param command without the program's name, of one that takes {@code --state} and {@code
   *     --config}
   */
  public String type(String command) {
    return PROGRAM + command + options;
  }

  /** A command as an engine names it, which does not know how this one reaches it. */
  String complete(String command) {
    return command.startsWith(PROGRAM) ? command + options : command;
  }

  /** As a POSIX shell takes it for one word. */
  public static String quoted(String word) {
    return NEEDS_NO_QUOTES.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
