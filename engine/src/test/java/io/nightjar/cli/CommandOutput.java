package io.nightjar.cli;

import io.nightjar.config.Surroundings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.InstantSource;

/** What a command line prints that starts nothing. */
public final class CommandOutput {

  private CommandOutput() {}

  /** Standard output and, where there is any, standard error after it. */
  public static String of(Surroundings around, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Shell shell =
        new Shell(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new Paint(false),
            around.zone(),
            InstantSource.system(),
            "kim",
            around);
    Main.commandLine(
            shell,
            (options, from) -> {
              throw new IllegalStateException("nothing is to be started");
            })
        .execute(arguments);
    return out + err.toString();
  }
}
