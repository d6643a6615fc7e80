package io.nightjar.cli;

import io.nightjar.config.Configuration;
import io.nightjar.minisign.MinisignSecret;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.playbook.calendar.CalendarSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar playbook build}. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    description = {
      "Compiles playbooks ahead, in CI or an init container, for playbooks.built of the"
          + " configuration.",
      "It is good for these playbooks and this version of Nightjar."
    })
final class PlaybookBuildCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption configured = new StateOption();

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Folder with a folder for each playbook; default: the configured one.")
  @Nullable Path directory;

  @Option(
      names = "--into",
      paramLabel = "DIR",
      description =
          "Where it goes; default: playbooks.built of the configuration, or else the state folder.")
  @Nullable Path into;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "Sign it too, with a secret key of minisign; needed where playbooks.keys is set.")
  @Nullable Path key;

  PlaybookBuildCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    Set<String> calendars =
        configuration.calendarSpecs(shell.zone()).stream()
            .map(CalendarSpec::name)
            .collect(Collectors.toUnmodifiableSet());
    PlaybookCompiler compiler = new PlaybookCompiler(target(configuration), calendars);
    MinisignSecret secret = key == null ? null : SecretKeyFile.read(key, shell);
    try {
      CompiledPlaybooks playbooks =
          compiler.load(directory == null ? configuration.playbooks() : directory);
      Path file = compiler.file(playbooks);
      if (!Files.isRegularFile(file)) {
        shell.err().println(file + " could not be written");
        return ExitCode.NEGATIVE;
      }
      if (secret != null) {
        sign(secret, file);
      }
      shell
          .out()
          .println(
              playbooks.names().size()
                  + " playbooks in "
                  + file
                  + (playbooks.fromCache() ? ", as it was there already" : ", compiled")
                  + (secret == null ? "" : " and signed with " + secret.publicKey().id()));
      shell.out().flush();
      return ExitCode.OK;
    } catch (PlaybookErrors e) {
      shell.err().println(PlainText.lines(String.valueOf(e.getMessage())));
      return ExitCode.NEGATIVE;
    }
  }

  private Path target(Configuration configuration) {
    Path built = configuration.playbookSettings().built();
    if (into != null) {
      return into;
    }
    return built == null ? configuration.state().resolve("playbook-cache") : built;
  }

  private void sign(MinisignSecret secret, Path file) throws Exception {
    String comment = "timestamp:" + shell.clock().instant().getEpochSecond();
    Files.writeString(
        Path.of(file + ".sig"), secret.sign(Files.readAllBytes(file), comment).file());
  }
}
