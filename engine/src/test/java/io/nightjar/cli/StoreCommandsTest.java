package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.respond.FilledStore;
import io.nightjar.store.Json;
import io.nightjar.store.TestState;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCommandsTest {

  @TempDir Path folder;

  private Path state = Path.of("");
  private TestShell shell = new TestShell(Path.of(""));

  @BeforeEach
  void aNight() {
    state = folder.resolve("state");
    shell = new TestShell(folder);
    FilledStore.fill(state);
  }

  private int run(String... words) {
    String[] all = new String[words.length + 2];
    System.arraycopy(words, 0, all, 0, words.length);
    all[words.length] = "--state";
    all[words.length + 1] = state.toString();
    return shell.run(all);
  }

  @Test
  void everyCommandThatReadsFindsTheStoreByItsStateFolder() {
    assertThat(run("responses", "list")).isZero();
    assertThat(shell.out()).contains("waiting", "expired", "undoable");
    assertThat(run("responses", "show", "waiting")).isZero();
    assertThat(run("incidents", "list", "--all")).isZero();
    assertThat(run("detections", "list")).isZero();
    assertThat(run("audit", "tail", "-n", "1")).isZero();
    assertThat(shell.out()).contains("incident.closed");
    assertThat(run("audit", "verify")).isZero();
    assertThat(shell.out()).startsWith("intact: ");
  }

  @Test
  void statusTellsSizesSpansAndRetention() throws Exception {
    assertThat(run("store", "status")).isZero();
    assertThat(shell.out())
        .contains("schema version")
        .containsPattern("responses +3 ")
        .contains("kept: detections 90d, responses 365d, incidents 365d, acts 30d")
        .contains("tidied: never yet");
    assertThat(run("store", "status", "-o", "json")).isZero();
    JsonNode json = Json.MAPPER.readTree(shell.out());
    assertThat(json.path("size").path("bytes").asLong()).isPositive();
  }

  @Test
  void aSoundStoreIsSaidToBeSound() throws Exception {
    assertThat(run("store", "check")).isZero();
    assertThat(shell.out()).contains("ok     responses   3 responses").endsWith("sound\n");
    assertThat(run("store", "check", "-o", "json")).isZero();
    assertThat(Json.MAPPER.readTree(shell.out()).path("findings")).hasSize(7);
  }

  @Test
  void whatIsWrongIsToldWithItsExitCodeAndHarmsNoTerminal() {
    TestState.tamper(state, "UPDATE detections SET incident = 'i-\u001b[2J' WHERE id = 'd1'");
    assertThat(run("store", "check")).isEqualTo(1);
    assertThat(shell.out())
        .contains("WRONG  references")
        .contains("such as i-\\x1b[2J")
        .doesNotContain("\u001b")
        .endsWith("NOT SOUND\n");
    assertThat(run("store", "check", "-o", "json")).isEqualTo(1);
  }

  @Test
  void aBackupIsMadeCheckedAndRestored() throws Exception {
    String file = folder.resolve("monday.db").toString();
    assertThat(run("store", "backup", file, "--with-key")).isZero();
    assertThat(shell.out()).contains("with the signing key");
    assertThat(run("store", "backup", file)).isEqualTo(2);
    assertThat(shell.err()).contains("is there already");
    assertThat(run("store", "check", "--file", file)).isZero();
    String restored = folder.resolve("restored").toString();
    assertThat(shell.run("store", "restore", file, "--state", restored)).isZero();
    assertThat(shell.out()).contains("rows restored");
    assertThat(shell.run("responses", "show", "waiting", "--state", restored)).isZero();
    assertThat(shell.run("store", "check", "--state", restored)).isZero();
    assertThat(shell.run("store", "restore", file, "--state", restored)).isEqualTo(2);
    assertThat(shell.err()).contains("is there already");
  }

  @Test
  void anUnsoundBackupIsRestoredOnlyOnDemand() throws Exception {
    TestState.tamper(state, "UPDATE timers SET response_id = 'expired' WHERE kind = 'UNDO'");
    Path file = folder.resolve("bad.db");
    assertThat(run("store", "backup", file.toString())).isZero();
    assertThat(shell.out()).contains("without the signing key");
    Path restored = folder.resolve("restored");
    assertThat(shell.run("store", "restore", file.toString(), "--state", restored.toString()))
        .isEqualTo(1);
    assertThat(shell.out()).contains("WRONG  timers");
    assertThat(Files.exists(restored)).isFalse();
    assertThat(
            shell.run(
                "store", "restore", file.toString(), "--unchecked", "--state", restored.toString()))
        .isZero();
    assertThat(shell.out()).contains("put it at " + restored.resolve("audit.key"));
  }

  @Test
  void compactingTellsBeforeAndAfter() {
    assertThat(run("store", "compact")).isZero();
    assertThat(shell.out()).contains(" before, ").contains(" now\n");
  }

  @Test
  void whereNothingEverRanIsSaidPlainly() {
    String none = folder.resolve("none").toString();
    for (String what : new String[] {"status", "check", "compact"}) {
      assertThat(shell.run("store", what, "--state", none)).as(what).isEqualTo(2);
      assertThat(shell.err()).contains(none);
    }
    assertThat(Files.exists(Path.of(none))).isFalse();
  }
}
