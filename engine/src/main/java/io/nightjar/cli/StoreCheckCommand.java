package io.nightjar.cli;

import io.nightjar.audit.AuditLog;
import io.nightjar.audit.VerifierKey;
import io.nightjar.store.Backup;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.upkeep.CheckReport;
import io.nightjar.upkeep.StoreCheck;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar store check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks that the database is sound, that its rows fit each other, and that they are what the"
          + " audit log says. Changes nothing; works beside a running Nightjar.",
      "Exit code 1 when anything is wrong."
    })
final class StoreCheckCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin SegmentsOption segments = new SegmentsOption();
  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A backup instead of the store of the state folder.")
  @Nullable Path file;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "The first public key of the log, as the auditor keeps it; default: the one in the state"
              + " folder, or in the backup.")
  @Nullable Path key;

  StoreCheckCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Map<String, byte[]> beside = file == null ? ofState() : Backup.files(file);
    try (ReadOnlyDatabase store =
        file == null
            ? ReadOnlyDatabase.open(state.folder(shell.around()))
            : ReadOnlyDatabase.openFile(file)) {
      CheckReport report =
          StoreCheck.of(store, key(beside), notes(beside), segments.folder(state, shell));
      shell.out().print(output.render(report, () -> page(shell, report)));
      shell.out().flush();
      return report.sound() ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }

  private Map<String, byte[]> ofState() throws Exception {
    Map<String, byte[]> found = new HashMap<>();
    for (String name : List.of(KeyFile.NAME, AuditLog.HEAD_FILE)) {
      Path there = state.folder(shell.around()).resolve(name);
      if (Files.exists(there)) {
        found.put(name, Files.readAllBytes(there));
      }
    }
    return found;
  }

  private @Nullable VerifierKey key(Map<String, byte[]> beside) throws IOException, UsageFailure {
    if (key != null) {
      return KeyFile.read(key);
    }
    byte[] text = beside.get(KeyFile.NAME);
    try {
      return text == null ? null : VerifierKey.parse(new String(text, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new UsageFailure(KeyFile.NAME + ": " + e.getMessage());
    }
  }

  private static List<String> notes(Map<String, byte[]> beside) {
    byte[] head = beside.get(AuditLog.HEAD_FILE);
    return head == null ? List.of() : List.of(new String(head, StandardCharsets.UTF_8));
  }

  static String page(Shell shell, CheckReport report) {
    Paint paint = shell.paint();
    StringBuilder page = new StringBuilder();
    for (CheckReport.Finding finding : report.findings()) {
      page.append(finding.sound() ? paint.green("ok     ") : paint.red("WRONG  "))
          .append(Table.pad(finding.what(), 12))
          .append(PlainText.of(finding.told()))
          .append('\n');
      finding
          .problems()
          .forEach(problem -> page.append("         ").append(PlainText.of(problem)).append('\n'));
    }
    return page.append(report.sound() ? "sound\n" : paint.red("NOT SOUND") + "\n").toString();
  }
}
