package io.nightjar.cli;

import io.nightjar.audit.AuditLog;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.audit.VerifierKey;
import io.nightjar.config.ConfigErrors;
import io.nightjar.http.StoredFacts;
import io.nightjar.http.Verification;
import io.nightjar.store.ReadOnlyDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar audit verify}. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Checks every leaf, every signed checkpoint and every response against each other; exit code"
          + " 1 when anything was changed, dropped or added."
    })
final class AuditVerifyCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin SegmentsOption segments = new SegmentsOption();
  @Mixin OutputOption output = new OutputOption();

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "A copy of the database instead of the one in the state folder.")
  @Nullable Path file;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "The public key that the auditor keeps; default: audit.pub beside the database.")
  @Nullable Path key;

  @Option(
      names = {"--against", "--checkpoint"},
      paramLabel = "FILE",
      description = "A checkpoint that was kept elsewhere and must be in the log; may be repeated.")
  List<Path> checkpoints = List.of();

  @Option(
      names = "--complete",
      description = "Exit code 1 as well when a segment is not at hand to be read again.")
  boolean complete;

  AuditVerifyCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Path folder = file == null ? state.folder(shell.around()) : file.toAbsolutePath().getParent();
    VerifierKey verifierKey = readKey(folder);
    try (ReadOnlyDatabase store =
        file == null
            ? ReadOnlyDatabase.open(state.folder(shell.around()))
            : ReadOnlyDatabase.openFile(file)) {
      Verification found =
          Verification.of(
              new StoredFacts(store).verify(verifierKey, kept(folder), segmentsOf(folder)));
      shell.out().print(output.render(found, () -> page(found, verifierKey)));
      shell.out().flush();
      boolean enough = found.notRead().isEmpty() || !complete;
      return found.intact() && enough ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }

  private VerifierKey readKey(@Nullable Path folder) throws IOException, UsageFailure {
    Path beside = Path.of(KeyFile.NAME);
    return KeyFile.read(key != null ? key : folder == null ? beside : folder.resolve(beside));
  }

  private SegmentFolder segmentsOf(@Nullable Path folder) throws ConfigErrors {
    return file != null && folder != null && segments.segments == null
        ? SegmentFolder.in(folder)
        : segments.folder(state, shell);
  }

  // the head file lies outside the database, so cutting the log back shows
  private List<String> kept(@Nullable Path folder) throws IOException {
    List<String> notes = new ArrayList<>();
    for (Path checkpoint : checkpoints) {
      notes.add(Files.readString(checkpoint));
    }
    if (folder != null && Files.exists(folder.resolve(AuditLog.HEAD_FILE))) {
      notes.add(Files.readString(folder.resolve(AuditLog.HEAD_FILE)));
    }
    return notes;
  }

  private String page(Verification found, VerifierKey verifierKey) {
    Paint paint = shell.paint();
    StringBuilder page = new StringBuilder();
    page.append(found.intact() ? paint.green("intact") : paint.red("NOT INTACT"))
        .append(": %d leaves".formatted(found.leaves()))
        .append(found.segments() == 0 ? "" : ", %d sealed segments".formatted(found.segments()))
        .append(", %d checkpoints".formatted(found.checkpoints()))
        .append(", signed by ")
        .append(PlainText.of(verifierKey.name()))
        .append(found.keys().size() < 2 ? "" : ", its %d. key".formatted(found.keys().size()))
        .append('\n');
    found.problems().forEach(p -> page.append("  ").append(PlainText.of(p)).append('\n'));
    found.notRead().forEach(p -> page.append("  not read: ").append(PlainText.of(p)).append('\n'));
    if (found.intact() && !found.notRead().isEmpty()) {
      page.append("  their hashes are in the database and lead to every signed checkpoint\n");
    }
    if (found.intact() && !found.checkpoint().isEmpty()) {
      page.append("keep this checkpoint elsewhere; a later log must contain it:\n\n");
      page.append(PlainText.lines(found.checkpoint())).append('\n');
    }
    return page.toString();
  }
}
