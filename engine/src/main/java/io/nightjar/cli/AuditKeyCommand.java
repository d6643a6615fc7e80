package io.nightjar.cli;

import io.nightjar.audit.SegmentFolder;
import io.nightjar.audit.VerifierKey;
import io.nightjar.http.AuditKeys;
import io.nightjar.http.ControlClient;
import io.nightjar.http.StoredFacts;
import io.nightjar.store.ReadOnlyDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code nightjar audit key}. */
@Command(
    name = "key",
    mixinStandardHelpOptions = true,
    description = "The key that signs the audit log.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {AuditKeyCommand.Show.class, AuditKeyCommand.Rotate.class})
final class AuditKeyCommand {

  /** {@code nightjar audit key show}. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = {
        "Prints the public keys of the log, the first one first, and how the private one is kept;"
            + " -o json adds the proofs by which each key follows from the one before."
      })
  static final class Show implements Callable<Integer> {

    private final Shell shell;

    @Mixin StateOption state = new StateOption();
    @Mixin OutputOption output = new OutputOption();

    Show(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
      Path folder = state.folder(shell.around());
      try (ReadOnlyDatabase database = ReadOnlyDatabase.open(folder)) {
        VerifierKey first = KeyFile.read(folder.resolve(KeyFile.NAME));
        AuditKeys keys = AuditKeys.of(first, new StoredFacts(database).keyChain());
        String kept = kept(folder.resolve("audit.key"));
        shell.out().print(output.render(keys, () -> table(keys) + kept));
        shell.out().flush();
        return ExitCode.OK;
      } catch (IllegalArgumentException e) {
        throw new UsageFailure("the keys do not follow from the first one: " + e.getMessage());
      }
    }

    private static String kept(Path file) throws IOException {
      if (Files.notExists(file)) {
        return "private key: " + file + " is GONE; see docs/audit.md, \"A key that is lost\"\n";
      }
      String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
      String owner = Files.getOwner(file).getName();
      return "private key: %s, %s, of %s%s\n"
          .formatted(
              file,
              mode,
              owner,
              mode.endsWith("------") ? "" : ": OTHERS CAN READ IT; chmod 600, then rotate it");
    }
  }

  /** {@code nightjar audit key rotate}. */
  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = {
        "Gives the log a new key. The old one signs that it does and is deleted; whoever holds the"
            + " first public key goes on verifying with it."
      })
  static final class Rotate implements Callable<Integer> {

    private final Shell shell;

    @Mixin StateOption state = new StateOption();

    @Option(
        names = "--as",
        paramLabel = "NAME",
        description = "Who is rotating it; default: the user of this shell.")
    @Nullable String who;

    Rotate(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
      Path folder = state.folder(shell.around());
      String by = who == null ? shell.user() : who;
      String fresh =
          AuditDesk.<String>change(
              folder,
              SegmentFolder.in(folder),
              shell,
              (ControlClient client) -> client.rotateAuditKey(by).keys().getLast().key(),
              (keeping, database) -> keeping.rotateKey("person:" + by).text());
      shell.out().println("the audit log has a new key:\n" + PlainText.of(fresh));
      shell.out().flush();
      return ExitCode.OK;
    }
  }

  private static String table(AuditKeys keys) {
    StringBuilder text = new StringBuilder();
    List<AuditKeys.Key> all = keys.keys();
    for (AuditKeys.Key key : all) {
      text.append("from checkpoint ")
          .append(key.fromCheckpoint())
          .append(key.equals(all.getLast()) ? " on: " : ": ")
          .append(PlainText.of(key.key()))
          .append('\n');
    }
    return text.toString();
  }
}
