package io.nightjar.cli;

import io.nightjar.http.Proof;
import io.nightjar.http.StoredFacts;
import io.nightjar.store.ReadOnlyDatabase;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code nightjar audit proof}. */
@Command(
    name = "proof",
    mixinStandardHelpOptions = true,
    description = {
      "Proves that one leaf is in the log that the last checkpoint names, to somebody who holds"
          + " only that checkpoint (RFC 6962)."
    })
final class AuditProofCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin OutputOption output = new OutputOption();

  @Parameters(paramLabel = "INDEX", description = "The leaf, as audit tail numbers it.")
  long index;

  AuditProofCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state.folder(shell.around()))) {
      Proof proof =
          new StoredFacts(database)
              .proof(index)
              .map(Proof::of)
              .orElseThrow(() -> new UsageFailure("no checkpoint covers a leaf " + index));
      shell.out().print(output.render(proof, () -> page(proof)));
      shell.out().flush();
      return proof.holds() ? ExitCode.OK : ExitCode.NEGATIVE;
    }
  }

  private String page(Proof proof) {
    Paint paint = shell.paint();
    StringBuilder page = new StringBuilder();
    page.append(proof.holds() ? paint.green("holds") : paint.red("DOES NOT HOLD"))
        .append(": leaf ")
        .append(proof.index())
        .append('\n')
        .append(PlainText.of(proof.leaf()))
        .append("\npath, the leaf's neighbour first:\n");
    proof.path().forEach(hash -> page.append("  ").append(hash).append('\n'));
    return page.append(PlainText.lines(proof.checkpoint())).append('\n').toString();
  }
}
