package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.EventType;
import io.nightjar.driver.FilterClause;
import io.nightjar.rules.cases.CaseLoader;
import io.nightjar.rules.cases.CaseReport;
import io.nightjar.rules.cases.CaseRunner;
import io.nightjar.rules.cases.RuleCase;
import io.nightjar.rules.coverage.AttackMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules that are shipped: each is described, tagged and proved by cases. */
class RulesetTest {
  private static final Path RULES = Path.of("").toAbsolutePath();
  private static final Pattern NAME = Pattern.compile("^(rule|macro|list): (.*)");
  private static final List<EventType> OPENS =
      List.of(EventType.OPEN, EventType.OPENAT, EventType.OPENAT2, EventType.CREAT);
  private static final List<String> MORE_TACTICS =
      List.of("mitre_command_and_control", "mitre_collection", "mitre_exfiltration");
  private static RuleSet rules = load();
  private static CaseReport report = run();

  private static RuleSet load() {
    try {
      return RuleLoader.load(List.of(RULES));
    } catch (RuleErrors e) {
      throw new IllegalStateException(e.render(), e);
    }
  }

  private static CaseReport run() {
    try {
      List<RuleCase> cases = CaseLoader.load(RULES.resolve("cases"));
      return new CaseRunner(rules).run(cases);
    } catch (RuleErrors e) {
      throw new IllegalStateException(e.render(), e);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void thereAreRules() {
    assertThat(rules.rules()).hasSizeGreaterThan(30);
  }

  @Test
  void theRulesLoadWithoutWarnings() {
    assertThat(rules.warnings()).isEmpty();
  }

  @Test
  void everyCasePasses() {
    assertThat(report.failures()).map(CaseReport.Result::message).isEmpty();
  }

  @Test
  void everyRuleHasACaseThatMatches() {
    assertThat(report.rulesWithoutMatch()).isEmpty();
  }

  @Test
  void everyRuleHasANearMiss() {
    assertThat(report.rulesWithoutNearMiss()).isEmpty();
  }

  @Test
  void everyRuleSaysWhatItMeansAndIsTagged() {
    assertThat(rules.rules())
        .allSatisfy(
            rule -> {
              assertThat(rule.description()).hasSizeGreaterThan(100);
              assertThat(rule.tags())
                  .contains(rule.source().equals("k8s_audit") ? "k8s" : "container");
              assertThat(rule.tags()).anyMatch(tag -> tag.startsWith("mitre_"));
              assertThat(rule.tags()).anyMatch(tag -> tag.matches("T\\d{4}(\\.\\d{3})?"));
              if (rule.source().equals("syscall")) {
                assertThat(rule.output().keys())
                    .contains("proc.cmdline", "proc.exepath", "k8s.pod.name", "k8s.ns.name");
              } else {
                assertThat(rule.output().keys()).contains("ka.useragent");
              }
            });
  }

  @Test
  void everyTechniqueAndTacticOfATagExists() {
    AttackMatrix matrix = AttackMatrix.containers();
    Set<String> tactics = new TreeSet<>(MORE_TACTICS);
    matrix.tactics().forEach(tactic -> tactics.add(tactic.tag()));
    assertThat(rules.rules())
        .allSatisfy(
            rule ->
                assertThat(rule.tags())
                    .allSatisfy(
                        tag -> {
                          if (tag.matches("T\\d{4}.*")) {
                            assertThat(matrix.knows(tag)).as(tag).isTrue();
                          } else if (tag.startsWith("mitre_")) {
                            assertThat(tactics).contains(tag);
                          }
                        }));
  }

  @Test
  void everyDescriptionNamesAMacroOrListThatTunesTheRule() throws IOException {
    Map<String, String> conditions = new TreeMap<>();
    Set<String> names = new TreeSet<>();
    for (String item : items()) {
      Matcher name = NAME.matcher(item);
      if (name.find()) {
        names.add(name.group(2));
        conditions.put(name.group(1) + " " + name.group(2), item);
      }
    }
    List<String> silent = new ArrayList<>();
    for (Rule rule : rules.rules()) {
      String text = String.valueOf(conditions.get("rule " + rule.name()));
      String condition = text.substring(Math.max(0, text.indexOf("condition:")));
      boolean tells =
          Stream.of(rule.description().split("[^A-Za-z0-9_]+"))
              .filter(names::contains)
              .anyMatch(
                  word -> condition.contains(word) || isInAMacroOf(word, condition, conditions));
      if (!tells) {
        silent.add(rule.name());
      }
    }
    assertThat(silent).isEmpty();
  }

  private static boolean isInAMacroOf(
      String word, String condition, Map<String, String> conditions) {
    return conditions.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("macro "))
        .filter(entry -> condition.contains(entry.getKey().substring("macro ".length())))
        .anyMatch(entry -> entry.getValue().contains(word));
  }

  private static List<String> items() throws IOException {
    List<String> items = new ArrayList<>();
    try (Stream<Path> files = Files.list(RULES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList()) {
        items.addAll(List.of(Files.readString(file).split("(?m)^- ")));
      }
    }
    return items;
  }

  @Test
  void noRuleMakesTheKernelSendEveryOpen() {
    assertThat(rules.rules())
        .allSatisfy(
            rule -> {
              for (EventType open : OPENS) {
                assertThat(rule.pushdown().filter().clauses(open))
                    .as(rule.name() + " by " + open)
                    .allSatisfy(clause -> assertThat(clause.paths()).isNotEmpty());
              }
            });
  }

  @Test
  void noRuleMakesTheKernelSendEverythingOfATypeButRareOnes() {
    assertThat(rules.rules())
        .allSatisfy(
            rule ->
                assertThat(rule.pushdown().filter().types())
                    .filteredOn(type -> !EventType.PROCESS_TABLE.contains(type))
                    .allSatisfy(
                        type ->
                            assertThat(rule.pushdown().filter().clauses(type))
                                .as(rule.name() + " by " + type)
                                .allSatisfy(
                                    clause ->
                                        assertThat(clause.scope())
                                            .isEqualTo(FilterClause.Scope.CONTAINER))));
  }

  @Test
  void noRuleIsJudgedForEveryEvent() {
    assertThat(rules.rules()).allSatisfy(rule -> assertThat(rule.eventTypes()).hasSizeLessThan(20));
  }
}
