package io.nightjar.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.config.ConfigLoader;
import io.nightjar.config.Configuration;
import io.nightjar.config.Overrides;
import io.nightjar.config.TestSurroundings;
import io.nightjar.playbook.PlaybookErrors;
import io.nightjar.rules.RuleErrors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What did not change is not loaded again: the very object stays in force. */
class PolicyLoaderTest {

  private static final String RULE =
      """
      - rule: Shell
        desc: a
        condition: evt.type = execve and proc.name = sh
        output: shell
        priority: NOTICE
      """;

  @TempDir Path folder;

  private final PolicyLoader loader = new PolicyLoader();

  @SuppressWarnings("NullAway.Init")
  private Path rules;

  @SuppressWarnings("NullAway.Init")
  private Path drl;

  @SuppressWarnings("NullAway.Init")
  private Policy before;

  @BeforeEach
  void write() throws Exception {
    rules = Files.writeString(folder.resolve("rules.yaml"), RULE);
    Path playbook = Files.createDirectories(folder.resolve("playbooks/shells"));
    drl =
        Files.writeString(
            playbook.resolve("playbook.drl"),
            """
            rule "a shell"
            when
              $d : Detection( rule == "Shell" )
            then
              respond.to($d).isolatePod().because("shell");
            end
            """);
    Files.writeString(
        playbook.resolve("playbook.yaml"),
        "title: t\nwhy: w\nowner: o\nmayAsk: [kubernetes:isolate-pod]\n");
    before = loader.load(configuration());
  }

  @Test
  void nothingIsLoadedAgainWhereNothingChanged() throws Exception {
    Policy after = loader.load(configuration(), before);
    assertThat(after.rules()).isSameAs(before.rules());
    assertThat(after.playbooks()).isSameAs(before.playbooks());
  }

  @Test
  void aChangedRuleFileLeavesThePlaybooksAlone() throws Exception {
    Files.writeString(rules, RULE + RULE.replace("Shell", "More"));
    Policy after = loader.load(configuration(), before);
    assertThat(after.rules().rules()).hasSize(2);
    assertThat(after.playbooks()).isSameAs(before.playbooks());
    assertThat(after.playbookFiles()).isEqualTo(before.playbookFiles());
  }

  @Test
  void aChangedPlaybookLeavesTheRulesAlone() throws Exception {
    Files.writeString(drl, Files.readString(drl).replace("\"shell\"", "\"a shell\""));
    Policy after = loader.load(configuration(), before);
    assertThat(after.rules()).isSameAs(before.rules());
    assertThat(after.playbooks()).isNotSameAs(before.playbooks());
    assertThat(after.playbookFiles()).isNotEqualTo(before.playbookFiles());
  }

  @Test
  void aRuleThatAPlaybookWaitsForMustNotGo() throws Exception {
    Files.writeString(rules, RULE.replace("Shell", "Other"));
    assertThatThrownBy(() -> loader.load(configuration(), before))
        .isInstanceOf(PlaybookErrors.class)
        .hasMessageContaining("playbook.drl:3:")
        .hasMessageContaining("Shell");
  }

  @Test
  void aPlaybookThatWaitsForARuleThatFalcosFilesDoNotHaveIsOnlyTold() throws Exception {
    Path falcos =
        Files.writeString(folder.resolve("falco_rules.yaml"), RULE.replace("Shell", "Other"));
    Policy after = loader.load(configuration("rules_files[]=" + falcos), before);
    assertThat(after.idle())
        .containsExactly("playbook shells waits for rules that are not loaded: 'Shell'");
    assertThat(after.playbooks()).isSameAs(before.playbooks());
    Files.writeString(falcos, RULE);
    assertThat(loader.load(configuration("rules_files[]=" + falcos), after).idle()).isEmpty();

    Files.writeString(falcos, RULE.replace("Shell", "Other"));
    Files.writeString(drl, Files.readString(drl).replace("rule ==", "rle =="));
    assertThatThrownBy(() -> loader.load(configuration("rules_files[]=" + falcos), after))
        .isInstanceOf(PlaybookErrors.class);
  }

  @Test
  void aRuleThatNoPlaybookWaitsForMayGo() throws Exception {
    Files.writeString(rules, RULE + RULE.replace("Shell", "More"));
    Policy more = loader.load(configuration(), before);
    Files.writeString(rules, RULE);
    Policy after = loader.load(configuration(), more);
    assertThat(after.rules().rules()).hasSize(1);
    assertThat(after.playbooks()).isSameAs(before.playbooks());
  }

  @Test
  void otherSettingsLoadTheRulesAgain() throws Exception {
    Policy after = loader.load(configuration("priority=warning"), before);
    assertThat(after.rules().rules()).singleElement().matches(rule -> !rule.enabled());
    assertThat(after.playbooks()).isSameAs(before.playbooks());
  }

  @Test
  void aWrongFileAmongGoodOnesIsNamed() throws Exception {
    Path wrong =
        Files.writeString(folder.resolve("wrong.yaml"), RULE.replace("proc.name", "proc.nmae"));
    assertThatThrownBy(
            () ->
                loader.load(
                    configuration("rules_files[]=" + rules, "rules_files[]=" + wrong), before))
        .isInstanceOf(RuleErrors.class)
        .hasMessageContaining(wrong + ":3:")
        .hasMessageContaining("proc.name");
  }

  private Configuration configuration(String... keys) throws Exception {
    Overrides overrides =
        new Overrides(
                folder.resolve("state"),
                null,
                keys.length > 0 && keys[0].startsWith("rules_files") ? List.of() : List.of(rules),
                folder.resolve("playbooks"),
                null,
                null,
                null)
            .withFalco(null, List.of(keys));
    return new ConfigLoader(TestSurroundings.FIXED)
        .read(Optional.empty(), overrides)
        .configuration();
  }
}
