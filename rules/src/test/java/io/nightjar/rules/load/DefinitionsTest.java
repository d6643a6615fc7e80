package io.nightjar.rules.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.Arg;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.Match;
import io.nightjar.rules.Problem;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RulePriority;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Appending, overriding, toggling, exceptions, order and sources. */
class DefinitionsTest {
  private static final String BASE =
      """
      - list: names
        items: [a]
      - macro: named
        condition: (proc.name in (names))
      - rule: base
        desc: first
        condition: evt.type = openat and named
        output: file=%fd.name
        priority: WARNING
        tags: [z, a]
      """;

  @Test
  void theOutputHasNoWhiteSpaceAroundItHoweverItIsFolded() throws RuleErrors {
    String folded = BASE.replace("file=%fd.name", ">\n    file=%fd.name\n    read\n");
    assertThat(outputs(folded)).containsExactly("file=/etc/x read");
    String more =
        """
        - rule: base
          output: |

            by %proc.name
          override: {output: append}
        """;
    assertThat(outputs(folded + more)).containsExactly("file=/etc/x read by a");
    assertThat(outputs(BASE + more.replace("append", "replace"))).containsExactly("by a");
  }

  @Test
  void anAppendedListItemCounts() throws RuleErrors {
    assertThat(matching(BASE, "b")).isEmpty();
    assertThat(matching(BASE + "- list: names\n  items: [b]\n  append: true\n", "b")).hasSize(1);
    assertThat(
            matching(BASE + "- list: names\n  items: [b]\n  override: {items: append}\n", "a", "b"))
        .hasSize(2);
  }

  @Test
  void aReplacedListForgetsItsItems() throws RuleErrors {
    assertThat(matching(BASE + "- list: names\n  items: [b]\n", "a", "b")).containsExactly("b");
    assertThat(
            matching(
                BASE + "- list: names\n  items: [b]\n  override: {items: replace}\n", "a", "b"))
        .containsExactly("b");
  }

  @Test
  void anAppendedConditionIsJoinedAsText() throws RuleErrors {
    String more = "- macro: named\n  condition: or proc.name = c\n  append: true\n";
    assertThat(matching(BASE + more, "a", "b", "c")).containsExactly("a", "c");
    String rule =
        "- rule: base\n  condition: and not proc.name = a\n  override: {condition: append}\n";
    assertThat(matching(BASE + more + rule, "a", "b", "c")).containsExactly("c");
  }

  @Test
  void anOverrideReplacesAndAppendsWhatItNames() throws RuleErrors {
    String more =
        """
        - rule: base
          desc: second
          output: user=%user.name
          tags: [b]
          priority: CRITICAL
          override: {desc: append, output: append, tags: append, priority: replace}
        """;
    Rule rule = rule(BASE + more, "base");
    assertThat(rule.description()).isEqualTo("first second");
    assertThat(rule.output().keys()).contains("fd.name", "user.name");
    assertThat(rule.tags()).containsExactly("a", "b", "z");
    assertThat(rule.priority()).isEqualTo(RulePriority.CRITICAL);
  }

  @Test
  void aRuleIsToggledByEnabledAlone() throws RuleErrors {
    String off = BASE + "- rule: base\n  enabled: false\n";
    assertThat(matching(off, "a")).isEmpty();
    assertThat(rule(off, "base").enabled()).isFalse();
    assertThat(load(off).eventTypes()).isEmpty();
    assertThat(matching(off + "- rule: base\n  enabled: true\n", "a")).hasSize(1);
  }

  @Test
  void aRedefinedRuleKeepsItsPlace() throws RuleErrors {
    String text =
        BASE
            + BASE.substring(BASE.indexOf("- rule")).replace("base", "second")
            + BASE.substring(BASE.indexOf("- rule"));
    assertThat(load(text).rules()).map(Rule::name).containsExactly("base", "second");
  }

  @Test
  void theFirstRuleAnswersUnlessAllAreAsked() throws RuleErrors {
    String text = BASE + BASE.substring(BASE.indexOf("- rule")).replace("base", "second");
    assertThat(names(load(text), "a")).containsExactly("base");
    assertThat(names(load(text).withMatching(RuleMatching.ALL), "a"))
        .containsExactly("base", "second");
  }

  @Test
  void rulesBelowTheMinimumPriorityNeverMatch() throws RuleErrors {
    RuleSettings settings = new RuleSettings(RulePriority.ERROR, RuleMatching.FIRST, true, "h");
    RuleSet rules = RuleLoader.loadSources(List.of(new SourceFile("t", BASE)), settings);
    assertThat(names(rules, "a")).isEmpty();
  }

  @Test
  void exceptionsTakeTheirRowsOut() throws RuleErrors {
    String exceptions =
        """
          exceptions:
            - name: rows
              fields: [proc.name, fd.name]
              comps: [=, startswith]
              values:
                - [a, /etc]
            - name: single
              fields: proc.name
              values: [b, "c d"]
            - name: lists
              fields: [proc.name]
              comps: [in]
              values:
                - [[e, f]]
        """;
    String text = BASE.replace("items: [a]", "items: [a, b, c d, e, f, g]") + exceptions;
    assertThat(matching(text, "a", "b", "c d", "e", "f", "g")).containsExactly("g");
  }

  @Test
  void valuesAreAddedToAnException() throws RuleErrors {
    String exception =
        "  exceptions:\n    - name: single\n      fields: proc.name\n      values: [a]\n";
    String more =
        """
        - rule: base
          exceptions:
            - name: single
              values: [b]
          override: {exceptions: append}
        """;
    String text = BASE.replace("items: [a]", "items: [a, b, c]") + exception + more;
    assertThat(matching(text, "a", "b", "c")).containsExactly("c");
  }

  @Test
  void anExceptionWithoutValuesChangesNothing() throws RuleErrors {
    String text = BASE + "  exceptions:\n    - name: none\n      fields: proc.name\n";
    assertThat(matching(text, "a")).hasSize(1);
  }

  @Test
  void aRuleOfAnotherSourceIsLeftOutWithAWarning() throws RuleErrors {
    RuleSet rules = load(BASE.replace("priority:", "source: aws_cloudtrail\n  priority:"));
    assertThat(rules.rules()).isEmpty();
    assertThat(rules.warnings())
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .contains("aws_cloudtrail");
  }

  @Test
  void aRuleThatMaySkipUnknownFieldsIsLeftOutWithAWarning() throws RuleErrors {
    RuleSet rules =
        load(
            BASE.replace("and named", "and no.field = 1")
                .replace("tags:", "skip-if-unknown-filter: true\n  tags:"));
    assertThat(rules.rules()).isEmpty();
    assertThat(rules.warnings())
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .contains("no.field");
  }

  @Test
  void severalDocumentsAndEmptyItemsAreOneFile() throws RuleErrors {
    String text = "---\n" + BASE.replace("- macro: named", "-\n---\n- macro: named") + "---\n";
    assertThat(matching(text, "a")).hasSize(1);
  }

  @Test
  void theCaseOfAPriorityDoesNotMatterAndInfoIsShort() throws RuleErrors {
    assertThat(rule(BASE.replace("WARNING", "info"), "base").priority())
        .isEqualTo(RulePriority.INFORMATIONAL);
  }

  private static Rule rule(String text, String name) throws RuleErrors {
    return Objects.requireNonNull(load(text).rule(name));
  }

  private static RuleSet load(String text) throws RuleErrors {
    return RuleLoader.loadSources(List.of(new SourceFile("test.yaml", text)), RuleSettings.DEFAULT);
  }

  /** Those of the process names whose open of /etc/x any rule matches. */
  private static List<String> matching(String text, String... processes) throws RuleErrors {
    RuleSet rules = load(text);
    return Arrays.stream(processes).filter(name -> !names(rules, name).isEmpty()).toList();
  }

  private static List<String> outputs(String text) throws RuleErrors {
    RuleSettings plain = new RuleSettings(RulePriority.DEBUG, RuleMatching.ALL, false, "lab");
    RuleSet rules = RuleLoader.loadSources(List.of(new SourceFile("test.yaml", text)), plain);
    return matches(rules, "a").stream().map(Match::output).toList();
  }

  private static List<String> names(RuleSet rules, String processName) {
    return matches(rules, processName).stream().map(match -> match.rule().name()).toList();
  }

  private static List<Match> matches(RuleSet rules, String processName) {
    ProcessInfo process = ProcessInfo.builder(1, 1).name(processName).build();
    EventEncoder event =
        new EventEncoder().begin(EventType.OPENAT, 1_000_000_000L).process(process).result(3);
    event.text(Arg.PATH, "/etc/x").number(Arg.FLAGS, 0);
    return new RuleEvaluator(rules).evaluate(event.view(), process, ContainerMetadata.UNKNOWN);
  }
}
