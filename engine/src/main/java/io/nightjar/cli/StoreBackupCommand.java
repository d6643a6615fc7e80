package io.nightjar.cli;

import io.nightjar.audit.SegmentFolder;
import io.nightjar.store.Backup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar store backup}. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = {
      "Writes everything in the store, as of one moment, into one new file; Nightjar may run.",
      "The file is a SQLite database whichever store it came from, and can be restored into either."
    })
final class StoreBackupCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Parameters(paramLabel = "FILE", description = "A file that is not there yet.")
  Path file = Path.of("");

  @Option(
      names = "--with-key",
      description =
          "Put the key that signs the audit log into it. A restored Nightjar needs it; whoever gets"
              + " the file can sign in its name.")
  boolean withKey;

  StoreBackupCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = state.folder(shell.around());
    Path segments =
        SegmentFolder.of(
                state.configuration(shell.around()).retention().audit().directory(), folder)
            .path();
    Backup.Made made = Backup.make(folder, file, withKey, shell.clock().instant());
    shell.out().print(output.render(made, () -> page(made, folder, segments)));
    shell.out().flush();
    return ExitCode.OK;
  }

  private static String page(Backup.Made made, Path folder, Path segments) {
    String key =
        made.withKey()
            ? ", with the signing key: keep it as you keep a private key\n"
            : ", without the signing key; keep a copy of " + folder.resolve("audit.key") + " too\n";
    String sealed =
        Files.isDirectory(segments)
            ? "sealed segments are files of their own: copy " + segments + "\n"
            : "";
    return made.file() + ": " + Bytes.words(made.bytes()) + key + sealed;
  }
}
