package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.store.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookListTest {

  @TempDir Path home;
  private TestShell shell;
  private Path config;

  @BeforeEach
  void playbook() throws Exception {
    shell = new TestShell(home);
    Path folder = Files.createDirectories(home.resolve("mine/night-shell/cases"));
    Files.writeString(folder.resolveSibling("playbook.drl"), "rule \"a\" when then end\n");
    Files.writeString(
        folder.resolveSibling("playbook.yaml"),
        "title: A shell at night\nwhy: w\nowner: o\nmayAsk: []\nstage: draft\n");
    Files.writeString(
        folder.resolve("night.yaml"),
        "cases:\n  - {name: a, start: 2026-11-20T23:30:00Z, given: [], expect: []}\n");
    config =
        Files.writeString(
            home.resolve("nightjar.yaml"),
            "state: state\nplaybooks: {folder: mine, stages: [{playbook: night-*, stage: ask}]}\n");
  }

  @Test
  void withoutAStoreItListsWhatTheFilesAndTheConfigurationSay() {
    assertThat(shell.run("playbook", "list", "--config", config.toString())).isZero();
    String out = shell.out();
    assertThat(out)
        .contains("night-shell  ask ")
        .contains("not in force")
        .contains("A shell at night")
        .contains(
            "night-shell: ready to move up to enforce? No: this version is not in force at this"
                + " stage yet; it has asked for nothing, so nothing is known of it");
    assertThat(shell.err()).contains("nothing was counted");
  }

  @Test
  void asJsonItSaysWhereTheStageComesFrom() throws Exception {
    assertThat(shell.run("playbook", "list", "-o", "json", "--config", config.toString())).isZero();
    JsonNode row = Json.MAPPER.readTree(shell.out()).path(0);
    assertThat(row.at("/edition/stage").asText()).isEqualTo("ASK");
    assertThat(row.at("/edition/why").asText()).isEqualTo("playbooks.stages says ask for night-*");
    assertThat(row.at("/cases").asInt()).isEqualTo(1);
    assertThat(row.at("/counts/asked").asInt()).isZero();
  }

  @Test
  void aTimeThatIsNoneIsAMistakeOfWhoeverTypedIt() {
    assertThat(shell.run("playbook", "list", "--since", "soon", "--config", config.toString()))
        .isEqualTo(2);
    assertThat(shell.err()).contains("--since soon");
  }
}
