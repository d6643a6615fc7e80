package io.nightjar.cli;

import io.nightjar.audit.AuditProofs;
import io.nightjar.audit.ConsistencyProof;
import io.nightjar.audit.InclusionProof;
import io.nightjar.audit.ProofText;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.http.Consistency;
import io.nightjar.http.Proof;
import io.nightjar.http.StoredFacts;
import io.nightjar.store.ReadOnlyDatabase;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar audit prove}. */
@Command(
    name = "prove",
    aliases = "proof",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a proof that needs no database to be checked (RFC 6962): that a leaf is in the log"
          + " that the last checkpoint names, or, with --from, that an older log is the beginning"
          + " of a newer one. As text it is C2SP's tlog-proof, or the request that a C2SP"
          + " tlog-witness takes; audit verify-proof checks both."
    })
final class AuditProveCommand implements Callable<Integer> {

  private final Shell shell;

  @Mixin StateOption state = new StateOption();
  @Mixin SegmentsOption segments = new SegmentsOption();
  @Mixin OutputOption output = new OutputOption();

  @Parameters(
      paramLabel = "LEAF",
      arity = "0..1",
      description = "The leaf, as audit tail numbers it.")
  @Nullable Long leaf;

  @Option(
      names = "--from",
      paramLabel = "SIZE",
      description = "How many leaves the older log had: the second line of its checkpoint.")
  @Nullable Long from;

  @Option(
      names = "--to",
      paramLabel = "SIZE",
      description = "How many leaves the newer checkpoint has; default: the last one.")
  long to = -1;

  AuditProveCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    Long wanted = leaf;
    Long older = from;
    if ((wanted == null) == (older == null)) {
      throw new UsageFailure("name a leaf, or --from SIZE");
    }
    SegmentFolder folder = segments.folder(state, shell);
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state.folder(shell.around()))) {
      StoredFacts facts = new StoredFacts(database);
      boolean holds =
          wanted != null
              ? print(facts.proof(wanted, folder))
              : older == null || print(facts.consistency(older, to, folder));
      shell.out().flush();
      return holds ? ExitCode.OK : ExitCode.NEGATIVE;
    } catch (IndexOutOfBoundsException | AuditProofs.SegmentAbsent e) {
      throw new UsageFailure(String.valueOf(e.getMessage()));
    }
  }

  private boolean print(InclusionProof proof) {
    shell.out().print(output.render(Proof.of(proof), () -> ProofText.of(proof)));
    return proof.holds();
  }

  private boolean print(ConsistencyProof proof) {
    shell.out().print(output.render(Consistency.of(proof), () -> ProofText.of(proof)));
    return true;
  }
}
