package io.nightjar.cli;

import io.nightjar.audit.AuditLog;
import io.nightjar.audit.VerifierKey;
import io.nightjar.config.Configuration;
import io.nightjar.store.Backup;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StateDirectory;
import io.nightjar.upkeep.CheckReport;
import io.nightjar.upkeep.StoreCheck;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar store restore}. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a backup and puts it where no store is yet: into the state folder, or into the empty"
          + " database that the configuration names.",
      "Overwrites nothing. Exit code 1 when the backup is not sound."
    })
final class StoreRestoreCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin SegmentsOption segments = new SegmentsOption();
  @Mixin OutputOption output = new OutputOption();

  @Parameters(paramLabel = "FILE", description = "What store backup wrote.")
  Path file = Path.of("");

  @Option(
      names = "--unchecked",
      description = "Restore it though it is not sound, to see what is left in it.")
  boolean unchecked;

  StoreRestoreCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Map<String, byte[]> files = Backup.files(file);
    if (!unchecked) {
      CheckReport report = check(files);
      if (!report.sound()) {
        shell.out().print(StoreCheckCommand.page(shell, report));
        shell.out().flush();
        return ExitCode.NEGATIVE;
      }
    }
    Configuration configuration = state.configuration(shell.around());
    Path folder = state.folder(shell.around());
    try (StateDirectory directory = StateDirectory.open(folder)) {
      Backup.Restored restored = Backup.restore(file, directory, configuration.store().address());
      shell.out().print(output.render(restored, () -> page(restored, folder)));
      shell.out().flush();
    }
    return ExitCode.OK;
  }

  private CheckReport check(Map<String, byte[]> files) throws Exception {
    byte[] key = files.get(KeyFile.NAME);
    byte[] head = files.get(AuditLog.HEAD_FILE);
    if (key == null) {
      throw new UsageFailure(file + " was not made by store backup: it holds no " + KeyFile.NAME);
    }
    try (ReadOnlyDatabase store = ReadOnlyDatabase.openFile(file)) {
      return StoreCheck.of(
          store,
          VerifierKey.parse(new String(key, StandardCharsets.UTF_8)),
          head == null ? List.of() : List.of(new String(head, StandardCharsets.UTF_8)),
          segments.folder(state, shell));
    }
  }

  private static String page(Backup.Restored restored, Path folder) {
    return restored.database()
        + ": "
        + restored.rows()
        + " rows restored\n"
        + (restored.withKey()
            ? ""
            : "the signing key was not in the backup: put it at "
                + folder.resolve("audit.key")
                + " before you start Nightjar\n");
  }
}
