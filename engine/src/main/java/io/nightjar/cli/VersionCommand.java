package io.nightjar.cli;

import io.nightjar.driver.DriverProbe;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code nightjar version}. */
@Command(
    name = "version",
    mixinStandardHelpOptions = true,
    description =
        "Prints the version of Nightjar with the commit it was made of, and that of the Java and"
            + " the driver that it runs with.")
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
      "Nightjar " + version() + commit(facts()),
      "Java %s, %s %s"
          .formatted(
              Runtime.version(), System.getProperty("os.name"), System.getProperty("os.arch")),
      "Driver: " + DriverProbe.library()
    };
  }

  /** The commit and when that was made, not when it was built: the same sources say the same. */
  static String commit(Properties facts) {
    String commit = facts.getProperty("commit");
    return commit == null
        ? ""
        : ", commit %s of %s".formatted(commit, facts.getProperty("made", "an unknown time"));
  }

  /** What the build has left beside the folder of the jars; empty without one. */
  private static Properties facts() {
    Properties facts = new Properties();
    CodeSource source = VersionCommand.class.getProtectionDomain().getCodeSource();
    if (source != null && source.getLocation() != null) {
      Path file =
          Path.of(URI.create(source.getLocation().toString()))
              .resolve("../../build.properties")
              .normalize();
      try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
        facts.load(reader);
      } catch (IOException | IllegalArgumentException none) {
        facts.clear();
      }
    }
    return facts;
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
