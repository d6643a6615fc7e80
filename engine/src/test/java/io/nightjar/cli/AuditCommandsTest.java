package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SampleResponses;
import io.nightjar.audit.AuditDraft;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import io.nightjar.store.Json;
import io.nightjar.store.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandsTest {

  @TempDir Path folder;

  private String state = "";

  @BeforeEach
  void aLogOfSomeLeaves() {
    Path path = folder.resolve("state");
    state = path.toString();
    try (StateDirectory directory = StateDirectory.open(path);
        Database database = Database.open(directory)) {
      InstantSource clock = InstantSource.fixed(SampleResponses.THREE);
      new Journal(database, clock).append(SampleResponses.detection("sh" + SampleResponses.ESCAPE));
      for (int i = 0; i < 4; i++) {
        database.record(
            AuditDraft.of(clock.instant(), "killswitch.engaged", null, "person:kim\u001b[2J")
                .with("why", "number " + i));
      }
    }
  }

  @Test
  void verifiesWithoutARunningEngine() {
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("audit", "verify", "--state", state)).isZero();
    assertThat(shell.out()).startsWith("intact: 5 leaves, ").contains("keep this checkpoint");
  }

  @Test
  void namesTheLeafWhoseByteWasChanged() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE audit_leaves SET leaf ="
              + " CAST(replace(CAST(leaf AS TEXT), 'number 2', 'number 7') AS BLOB) WHERE idx = 3");
    }
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("audit", "verify", "--state", state)).isEqualTo(1);
    assertThat(shell.out()).startsWith("NOT INTACT").contains("leaf 3 ");
  }

  @Test
  void verifiesACopyAgainstACheckpointThatWasKept() throws Exception {
    TestShell shell = new TestShell(folder);
    shell.run("audit", "verify", "-o", "json", "--state", state);
    String note = Json.MAPPER.readTree(shell.out()).path("checkpoint").asText();
    Path kept = Files.writeString(folder.resolve("kept.txt"), note);
    Path evidence = Files.createDirectories(folder.resolve("evidence"));
    Path copy = Files.copy(database(), evidence.resolve("copy.db"));
    String key = Path.of(state, "audit.pub").toString();
    assertThat(
            shell.run(
                "audit",
                "verify",
                "--file",
                copy.toString(),
                "--key",
                key,
                "--checkpoint",
                kept.toString()))
        .isZero();
    Files.writeString(kept, note.replace("nightjar-checkpoint 5", "nightjar-checkpoint 6"));
    assertThat(
            shell.run(
                "audit",
                "verify",
                "--file",
                copy.toString(),
                "--key",
                key,
                "--checkpoint",
                kept.toString()))
        .isEqualTo(1);
    assertThat(shell.run("audit", "verify", "--file", copy.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("--key");
  }

  @Test
  void printsTheLastLeavesPlainly() {
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("audit", "tail", "-n", "2", "--state", state)).isZero();
    String printed = shell.out();
    assertThat(printed.lines()).hasSize(2);
    assertThat(printed).contains("#4").contains("person:kim\\x1b[2J").doesNotContain("\u001b");
  }

  @Test
  void provesOneLeaf() {
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("audit", "proof", "2", "--state", state)).isZero();
    assertThat(shell.out()).startsWith("c2sp.org/tlog-proof@v1\nextra ").contains("\nindex 2\n");
    assertThat(shell.run("audit", "proof", "99", "--state", state)).isEqualTo(2);
  }

  @Test
  void readsTheStoreWhileNoneRuns() {
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("detections", "list", "--state", state)).isZero();
    assertThat(shell.out()).contains("Terminal shell in container").doesNotContain("\u001b");
    assertThat(shell.run("responses", "list", "--state", state)).isZero();
    assertThat(shell.out()).isEqualTo("no responses\n");
    assertThat(shell.run("responses", "show", "r-1", "--state", state)).isEqualTo(2);
    assertThat(shell.run("responses", "list", "--state", folder.resolve("none").toString()))
        .isEqualTo(3);
  }

  private Path database() {
    return StateDirectory.database(Path.of(state));
  }
}
