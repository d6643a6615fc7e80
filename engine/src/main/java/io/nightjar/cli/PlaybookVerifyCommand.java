package io.nightjar.cli;

import io.nightjar.config.Configuration;
import io.nightjar.minisign.MinisignKey;
import io.nightjar.playbook.origin.Contents;
import io.nightjar.playbook.origin.Trust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar playbook verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description =
        "Says of each playbook whether one of the keys has signed it as it is; exit code 1 when one"
            + " is not.")
final class PlaybookVerifyCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption configured = new StateOption();

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      description = "Folder with a folder for each playbook; default: the configured one.")
  @Nullable Path directory;

  @Option(
      names = "--public-key",
      paramLabel = "KEY",
      description =
          "Public key of minisign, or the file of one, instead of playbooks.keys; may be repeated.")
  List<String> given = List.of();

  PlaybookVerifyCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Configuration configuration = configured.configuration(shell.around());
    Trust trust = given.isEmpty() ? configuration.playbookSettings().trust() : new Trust(keys());
    if (trust.keys().isEmpty()) {
      throw new UsageFailure("no key: playbooks.keys names none, and there is no --public-key");
    }
    Path folder = directory == null ? configuration.playbooks() : directory;
    boolean all = true;
    for (Map.Entry<Path, Contents> each : SignedFolders.of(folder, List.of()).entrySet()) {
      Path file = each.getKey().resolve(Trust.FILE);
      String signature = Files.isRegularFile(file) ? Files.readString(file) : "";
      Optional<String> doubt = trust.doubt(each.getValue(), signature);
      String name = PlainText.of(each.getKey().getFileName().toString());
      shell
          .out()
          .println(
              doubt
                  .map(why -> shell.paint().red("no   ") + name + ": " + PlainText.of(why))
                  .orElse(shell.paint().green("yes  ") + name));
      all &= doubt.isEmpty();
    }
    shell.out().flush();
    return all ? ExitCode.OK : ExitCode.NEGATIVE;
  }

  private List<MinisignKey> keys() throws Exception {
    List<MinisignKey> keys = new ArrayList<>();
    for (String text : given) {
      Path file = Path.of(text);
      try {
        keys.add(MinisignKey.parse(Files.isRegularFile(file) ? Files.readString(file) : text));
      } catch (IllegalArgumentException e) {
        throw new UsageFailure(text + ": " + e.getMessage());
      }
    }
    return keys;
  }
}
