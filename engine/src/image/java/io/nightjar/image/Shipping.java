package io.nightjar.image;

import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The commands that make what is shipped; {@code ./nightjar image} and {@code package} start it.
 */
@Command(
    name = "nightjar",
    subcommands = {ImageCommand.class, PackageCommand.class})
public final class Shipping {

  private Shipping() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Shipping());
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(
            (failure, failed, parsed) -> {
              PrintWriter err = failed.getErr();
              // the message of these is a path alone
              err.println(
                  "nightjar: "
                      + (failure instanceof FileSystemException ? failure : failure.getMessage()));
              return 1;
            });
  }
}
