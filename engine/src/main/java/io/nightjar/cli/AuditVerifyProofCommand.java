package io.nightjar.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.nightjar.audit.Checkpoint;
import io.nightjar.audit.ConsistencyProof;
import io.nightjar.audit.InclusionProof;
import io.nightjar.audit.KeyChain;
import io.nightjar.audit.ProofText;
import io.nightjar.audit.VerifierKey;
import io.nightjar.http.AuditKeys;
import io.nightjar.store.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code nightjar audit verify-proof}. */
@Command(
    name = "verify-proof",
    mixinStandardHelpOptions = true,
    description = {
      "Checks what audit prove printed, by the auditor's own key and checkpoint alone: needs"
          + " neither a state folder nor a database. Exit code 1 when it proves nothing."
    })
final class AuditVerifyProofCommand implements Callable<Integer> {

  private final Shell shell;

  @Parameters(paramLabel = "FILE", description = "The proof.")
  Path file = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      required = true,
      description = "The first public key of the log, which the auditor keeps.")
  Path key = Path.of("");

  @Option(
      names = "--chain",
      paramLabel = "FILE",
      description = "Later keys of the log: what audit key show -o json printed.")
  @Nullable Path chain;

  @Option(
      names = "--against",
      paramLabel = "FILE",
      description = "The older checkpoint that was kept; needed for a proof of consistency.")
  @Nullable Path against;

  AuditVerifyProofCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    String text = Files.readString(file);
    try {
      KeyChain keys = keys();
      String wrong =
          ProofText.isInclusion(text)
              ? wrong(keys, ProofText.inclusion(text))
              : wrong(keys, ProofText.consistency(text));
      if (!wrong.isEmpty()) {
        shell.out().println(shell.paint().red("PROVES NOTHING") + ": " + PlainText.of(wrong));
      }
      shell.out().flush();
      return wrong.isEmpty() ? ExitCode.OK : ExitCode.NEGATIVE;
    } catch (IllegalArgumentException e) {
      throw new UsageFailure(file + " cannot be read as a proof: " + e.getMessage());
    }
  }

  private KeyChain keys() throws IOException, UsageFailure {
    VerifierKey first = KeyFile.read(key);
    Path later = chain;
    if (later == null) {
      return new KeyChain(first);
    }
    try {
      AuditKeys given = Json.MAPPER.readValue(Files.readString(later), AuditKeys.class);
      List<InclusionProof> proofs = given.proofs().stream().map(ProofText::inclusion).toList();
      return KeyChain.of(first, proofs);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new UsageFailure(later + " does not lead on from that key: " + e.getMessage());
    }
  }

  private String wrong(KeyChain keys, InclusionProof proof) {
    if (!keys.verifies(proof.checkpoint())) {
      return notSigned(keys, proof.checkpoint());
    }
    if (!proof.holds()) {
      return "the path does not lead from that leaf to the checkpoint";
    }
    shell
        .out()
        .println(
            "%s: leaf %d is in the log of %d leaves\n%s"
                .formatted(
                    shell.paint().green("proven"),
                    proof.index(),
                    proof.checkpoint().size(),
                    PlainText.of(proof.leaf())));
    return "";
  }

  private String wrong(KeyChain keys, ConsistencyProof proof) throws IOException, UsageFailure {
    Path kept = against;
    if (kept == null) {
      throw new UsageFailure("a proof of consistency needs the older checkpoint: --against FILE");
    }
    Checkpoint older = Checkpoint.parse(Files.readString(kept));
    if (!keys.verifies(older)) {
      return notSigned(keys, older);
    }
    if (!keys.verifies(proof.checkpoint())) {
      return notSigned(keys, proof.checkpoint());
    }
    if (older.size() != proof.from()) {
      return "it proves what follows %d leaves, and the kept checkpoint has %d"
          .formatted(proof.from(), older.size());
    }
    if (!proof.holds(older.root())) {
      return "the log of %d leaves is not the beginning of that of %d: it was written anew"
          .formatted(older.size(), proof.checkpoint().size());
    }
    shell
        .out()
        .println(
            "%s: the log of %d leaves is the beginning of that of %d leaves"
                .formatted(shell.paint().green("proven"), older.size(), proof.checkpoint().size()));
    return "";
  }

  private static String notSigned(KeyChain keys, Checkpoint checkpoint) {
    return "checkpoint %d is not signed by the key that was in force for it (known up to %s)"
        .formatted(checkpoint.number(), keys.current().label());
  }
}
