package io.nightjar.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RulePriority;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;

class RuleChangesTest {

  private static final String BEFORE =
      """
      - list: shells
        items: [sh, bash]
      - rule: Shell
        desc: a
        condition: evt.type = execve and proc.name in (shells)
        output: shell | %proc.name
        priority: NOTICE
        tags: [x]
      - rule: Passwd
        desc: b
        condition: evt.type = openat and fd.name = /etc/passwd
        output: passwd
        priority: DEBUG
      """;

  @Test
  void theSameRulesHaveNoChanges() throws RuleErrors {
    assertThat(changes(BEFORE, "# a comment\n" + BEFORE)).isEmpty();
  }

  @Test
  void saysWhatCameWhatWentAndWhatIsDifferent() throws RuleErrors {
    String after =
        """
        - list: shells
          items: [sh, bash, zsh]
        - rule: Shell
          desc: a
          condition: evt.type = execve and proc.name in (shells)
          output: shell | %proc.name %proc.pname
          priority: WARNING
          tags: [x, y]
        - rule: Hosts
          desc: c
          condition: evt.type = openat and fd.name = /etc/hosts
          output: hosts
          priority: DEBUG
          enabled: false
        """;
    assertThat(changes(BEFORE, after))
        .containsExactly(
            "rule added: Hosts (off)",
            "rule removed: Passwd",
            "rule changed: Shell (condition, output, priority, tags)");
  }

  @Test
  void anotherOrderCountsBecauseTheFirstRuleAnswers() throws RuleErrors {
    int second = BEFORE.indexOf("- rule: Passwd");
    String swapped = BEFORE.substring(second) + BEFORE.substring(0, second);
    assertThat(changes(BEFORE, swapped)).containsExactly("rules stand in another order");
  }

  @Test
  void aPriorityThatIsSetSwitchesRulesOff() throws RuleErrors {
    RuleSettings notice =
        new RuleSettings(RulePriority.NOTICE, RuleMatching.ALL, true, "localhost");
    assertThat(RuleChanges.between(load(BEFORE, RuleSettings.DEFAULT), load(BEFORE, notice)))
        .containsExactly("rule changed: Passwd (now off)", "rule_matching is ALL");
  }

  private static List<String> changes(String before, String after) throws RuleErrors {
    return RuleChanges.between(
        load(before, RuleSettings.DEFAULT), load(after, RuleSettings.DEFAULT));
  }

  private static RuleSet load(String text, RuleSettings settings) throws RuleErrors {
    return RuleLoader.loadSources(List.of(new SourceFile("r.yaml", text)), settings);
  }
}
