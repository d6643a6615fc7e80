package io.nightjar.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code nightjar version}. */
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description = "Prints the version of Nightjar and of the Java that runs it.")
public final class VersionCommand implements Callable<Integer>, IVersionProvider {

  private final Shell shell;

  VersionCommand(Shell shell) {
    this.shell = shell;
  }

  /** That of the build, or {@code development} where classes are run without their jar. */
  public static String version() {
    String version = VersionCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  @Override
  public String[] getVersion() {
    return new String[] {
      "Nightjar " + version(), "Java " + Runtime.version() + ", " + System.getProperty("os.name")
    };
  }

  @Override
  public Integer call() {
    for (String line : getVersion()) {
      shell.out().println(line);
    }
    shell.out().flush();
    return ExitCode.OK;
  }
}
