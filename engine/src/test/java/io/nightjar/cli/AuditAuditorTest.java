package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.audit.AuditDraft;
import io.nightjar.store.Json;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an auditor and a witness do from outside, with text files alone. */
class AuditAuditorTest {

  private static final Instant TIME = Instant.parse("2026-03-01T03:00:00Z");

  @TempDir Path folder;

  private Path state;
  private Path key;
  private int recorded;

  @BeforeEach
  void anAuditorWithTheFirstKey() throws IOException {
    state = folder.resolve("state");
    record(5);
    key = Files.copy(state.resolve("audit.pub"), folder.resolve("auditor.pub"));
  }

  private void record(int leaves) {
    try (TestState open = TestState.open(state)) {
      for (int i = 0; i < leaves; i++) {
        open.database()
            .record(
                AuditDraft.of(TIME.plusSeconds(recorded++), "test.step", null, "nightjar")
                    .with("text", "\u001b[2J"));
      }
    }
  }

  private String ok(String... arguments) {
    TestShell shell = new TestShell(folder);
    assertThat(shell.run(arguments)).as("%s: %s", List.of(arguments), shell.err()).isZero();
    return shell.out();
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private Path kept() throws IOException {
    return file("kept.txt", ok("audit", "checkpoint", "--state", state.toString()));
  }

  private String size(Path checkpoint) throws IOException {
    return Files.readAllLines(checkpoint).get(1);
  }

  @Test
  void aWitnessFollowsTheLogByProofsOfConsistency() throws IOException {
    Path kept = kept();
    record(7);
    String from = size(kept);
    assertThat(from).isEqualTo("5");
    Path proof = file("proof", ok("audit", "prove", "--from", from, "--state", state.toString()));
    assertThat(Files.readAllLines(proof).getFirst()).isEqualTo("old 5");
    assertThat(ok("audit", "verify-proof", "" + proof, "--key", "" + key, "--against", "" + kept))
        .isEqualTo("proven: the log of 5 leaves is the beginning of that of 12 leaves\n");
    // what a cosigner adds to a checkpoint is passed over
    Path cosigned = file("cosigned", Files.readString(kept) + "— witness.example/w1 AAAA\n");
    assertThat(
            ok("audit", "verify-proof", "" + proof, "--key", "" + key, "--against", "" + cosigned))
        .startsWith("proven");
    ok("audit", "verify", "--state", state.toString(), "--against", "" + cosigned);
  }

  @Test
  void aProofOfAnotherLogProvesNothing() throws IOException {
    Path kept = kept();
    Path other = folder.resolve("other");
    Path mine = state;
    state = other;
    record(9);
    String text = ok("audit", "prove", "--from", "5", "--state", other.toString());
    state = mine;
    TestShell shell = new TestShell(folder);
    int code =
        shell.run(
            "audit",
            "verify-proof",
            file("proof", text).toString(),
            "--key",
            key.toString(),
            "--against",
            kept.toString());
    assertThat(code).isEqualTo(1);
    assertThat(shell.out()).startsWith("PROVES NOTHING: checkpoint 9 is not signed by");
  }

  @Test
  void aHistoryWrittenAnewIsNotProven() throws IOException {
    record(3);
    Path kept = kept();
    String proof = ok("audit", "prove", "--from", "5", "--state", state.toString());
    TestShell shell = new TestShell(folder);
    // the proof begins at another size than the kept checkpoint has
    assertThat(
            shell.run(
                "audit",
                "verify-proof",
                file("proof", proof).toString(),
                "--key",
                key.toString(),
                "--against",
                kept.toString()))
        .isEqualTo(1);
    assertThat(shell.out()).contains("it proves what follows 5 leaves");
    List<String> lines = new java.util.ArrayList<>(proof.lines().toList());
    lines.set(0, "old 8");
    assertThat(
            shell.run(
                "audit",
                "verify-proof",
                file("forged", String.join("\n", lines) + "\n").toString(),
                "--key",
                key.toString(),
                "--against",
                kept.toString()))
        .isEqualTo(1);
    assertThat(shell.out()).contains("it was written anew");
  }

  @Test
  void aLeafIsProvenAcrossANewKeyByTheChain() throws IOException {
    String rotated = ok("audit", "key", "rotate", "--as", "kim", "--state", state.toString());
    assertThat(rotated).startsWith("the audit log has a new key:\nnightjar-audit/");
    record(2);
    Path proof = file("leaf", ok("audit", "prove", "6", "--state", state.toString()));
    TestShell alone = new TestShell(folder);
    assertThat(alone.run("audit", "verify-proof", "" + proof, "--key", "" + key)).isEqualTo(1);
    Path chain =
        file("chain", ok("audit", "key", "show", "-o", "json", "--state", state.toString()));
    assertThat(ok("audit", "verify-proof", "" + proof, "--key", "" + key, "--chain", "" + chain))
        .startsWith("proven: leaf 6 is in the log of 8 leaves\n")
        .doesNotContain("\u001b");
    assertThat(ok("audit", "verify", "--state", state.toString(), "--key", key.toString()))
        .contains("its 2. key");
    assertThat(ok("audit", "key", "show", "--state", state.toString()))
        .contains("from checkpoint 1: ", "from checkpoint 7 on: ", "rw-------");
  }

  @Test
  void sealedLeavesAreVerifiedProvenAndExported() throws IOException {
    String sealed =
        ok("audit", "seal", "--before", "2026-03-02", "--as", "kim", "--state", state.toString());
    assertThat(sealed)
        .startsWith("audit-000000000000-000000000004.jsonl.gz  leaves 0 to 4  sha256");
    assertThat(ok("audit", "seal", "--before", "2026-03-02", "--state", state.toString()))
        .startsWith("nothing to seal");
    assertThat(ok("audit", "verify", "--complete", "--state", state.toString()))
        .startsWith("intact: 6 leaves, 1 sealed segments, 1 checkpoints");
    assertThat(ok("audit", "prove", "3", "--state", state.toString())).contains("\nindex 3\n");
    Path exported = folder.resolve("all.jsonl");
    ok("audit", "export", "--output", exported.toString(), "--state", state.toString());
    assertThat(Files.readAllLines(exported)).hasSize(6);
    assertThat(ok("audit", "export", "--state", state.toString()).lines().toList())
        .isEqualTo(Files.readAllLines(exported));
    TestShell again = new TestShell(folder);
    assertThat(again.run("audit", "export", "--output", "" + exported, "--state", "" + state))
        .isEqualTo(2);

    Files.delete(state.resolve("audit-segments/audit-000000000000-000000000004.jsonl.gz"));
    assertThat(ok("audit", "verify", "--state", state.toString()))
        .contains("not read: leaves 0 to 4 were not hashed again");
    TestShell complete = new TestShell(folder);
    assertThat(complete.run("audit", "verify", "--complete", "--state", "" + state)).isEqualTo(1);
    TestShell prove = new TestShell(folder);
    assertThat(prove.run("audit", "prove", "3", "--state", "" + state)).isEqualTo(2);
    assertThat(prove.err()).contains("leaf 3 is in the segment audit-000000000000-000000000004");
    TestShell export = new TestShell(folder);
    assertThat(export.run("audit", "export", "--format", "ecs", "--state", "" + state))
        .isEqualTo(1);
    assertThat(export.err()).contains("not exported: leaves 0 to 4");
    assertThat(Json.MAPPER.readTree(export.out()).at("/event/action").asText())
        .isEqualTo("audit.sealed");
  }

  @Test
  void theReportIsTheSameAsJson() throws IOException {
    JsonNode report =
        Json.MAPPER.readTree(ok("audit", "verify", "-o", "json", "--state", state.toString()));
    assertThat(report.path("intact").asBoolean()).isTrue();
    assertThat(report.path("keys")).hasSize(1);
    assertThat(report.path("notRead")).isEmpty();
  }
}
