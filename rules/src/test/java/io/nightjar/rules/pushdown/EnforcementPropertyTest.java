package io.nightjar.rules.pushdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.Arg;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ExecDenial;
import io.nightjar.driver.FilterClause.Scope;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.Match;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;

/**
 * Whatever the kernel would kill for a rule, the rule matches; tried with random conditions on
 * random execs.
 */
class EnforcementPropertyTest {
  private static final int ROUNDS = Integer.getInteger("pushdown.rounds", 5);
  private static final long SEED = Long.getLong("pushdown.seed", 20261121L);
  private static final int RULES = 100;
  private static final List<String> PROGRAMS =
      List.of("/bin/a", "/bin/b", "/bin/c", "/usr/bin/a", "/tmp/x", "/bin/a (deleted)");

  private int possible;
  private int impossible;
  private int kills;
  private final List<String> tooWide = new ArrayList<>();

  @Test
  void everyKillIsAMatchOfItsRule() throws RuleErrors {
    run(0);
    assertThat(tooWide).isEmpty();
    assertThat(possible).as("rules that can be enforced").isGreaterThan(10 * ROUNDS);
    assertThat(impossible).as("rules that cannot").isGreaterThan(10 * ROUNDS);
    assertThat(kills).as("kills").isGreaterThan(50 * ROUNDS);
  }

  @Test
  void aDenialThatIsWiderByOneProgramIsFoundOut() throws RuleErrors {
    run(1);
    assertThat(tooWide).isNotEmpty();
  }

  private void run(int more) throws RuleErrors {
    for (int round = 0; round < ROUNDS; round++) {
      Dice dice = new Dice(SEED + round);
      RuleSet rules = rules(dice);
      List<List<String>> denied = new ArrayList<>();
      for (Rule rule : rules.rules()) {
        denied.add(denied(rule, more, dice));
      }
      RuleEvaluator evaluator = new RuleEvaluator(rules);
      for (int i = 0; i < 60; i++) {
        execute(rules, denied, evaluator, dice);
      }
    }
  }

  private List<String> denied(Rule rule, int more, Dice dice) {
    return switch (Enforcement.of(rule.pushdown().condition(), rule.eventTypes())) {
      case Enforcement.Impossible no -> {
        impossible++;
        yield List.of();
      }
      case Enforcement.Possible yes -> {
        possible++;
        ExecDenial denial = yes.denial(rule.name());
        assertThat(denial.scope()).isEqualTo(Scope.CONTAINER);
        List<String> paths = new ArrayList<>(denial.exePaths());
        for (int i = 0; i < more; i++) {
          paths.add(dice.any(PROGRAMS));
        }
        yield paths;
      }
    };
  }

  private void execute(
      RuleSet rules, List<List<String>> denied, RuleEvaluator evaluator, Dice dice) {
    String path = dice.any(PROGRAMS);
    ProcessInfo process =
        ProcessInfo.builder(300, 1000)
            .name(dice.any(List.of("a", "b")))
            .exePath(path)
            .args(List.of("a", "/tmp/x"))
            .user(dice.anyOf(0, 1000), 0)
            .container(new ContainerIdentity("5e908e27d34a" + "0".repeat(52), ""))
            .build();
    EventType type = dice.percent(50) ? EventType.EXECVE : EventType.EXECVEAT;
    EventView event =
        new EventEncoder()
            .begin(type, 1_767_225_600_000_000_000L)
            .process(process)
            .result(0)
            .text(Arg.EXE_PATH, path)
            .text(Arg.PATH, dice.any(PROGRAMS))
            .view();
    List<String> matched =
        evaluator.evaluate(event, process, ContainerMetadata.UNKNOWN).stream()
            .map(Match::rule)
            .map(Rule::name)
            .toList();
    for (int i = 0; i < denied.size(); i++) {
      Rule rule = rules.rules().get(i);
      if (denied.get(i).contains(path)) {
        kills++;
        if (!matched.contains(rule.name())) {
          tooWide.add(path + " by " + type + ": " + rule.description());
        }
      }
    }
  }

  private static RuleSet rules(Dice dice) throws RuleErrors {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < RULES; i++) {
      String condition = condition(dice);
      text.append("- rule: r").append(i).append("\n  desc: |\n    ").append(condition);
      text.append("\n  condition: |\n    ").append(condition);
      text.append("\n  output: x\n  priority: DEBUG\n  warn_evttypes: false\n");
    }
    return RuleLoader.loadSources(
        List.of(new SourceFile("random.yaml", text.toString())),
        RuleSettings.DEFAULT.withMatching(RuleMatching.ALL));
  }

  private static String condition(Dice dice) {
    String types =
        dice.percent(90) ? "evt.type in (execve, execveat)" : "evt.type in (execve, openat)";
    String container = dice.percent(90) ? "container.id != host" : "not container.id = host";
    return types + " and " + container + " and " + tree(dice, 3);
  }

  private static String tree(Dice dice, int depth) {
    int kind = depth == 0 ? 0 : dice.below(6);
    return switch (kind) {
      case 0, 1 -> check(dice);
      case 2 -> "not " + tree(dice, depth - 1);
      case 3, 4 -> joined(dice, " and ", depth);
      default -> joined(dice, " or ", depth);
    };
  }

  private static String joined(Dice dice, String by, int depth) {
    StringJoiner all = new StringJoiner(by, "(", ")");
    for (int i = 2 + dice.below(2); i > 0; i--) {
      all.add(tree(dice, depth - 1));
    }
    return all.toString();
  }

  private static String check(Dice dice) {
    String programs = "(\"" + dice.any(PROGRAMS) + "\", \"" + dice.any(PROGRAMS) + "\")";
    return switch (dice.below(14)) {
      case 0 -> "proc.exepath = \"" + dice.any(PROGRAMS) + '"';
      case 1 -> "proc.exepath != \"" + dice.any(PROGRAMS) + '"';
      case 2 -> "evt.arg.trusted_exepath in " + programs;
      case 3 -> "proc.exepath = anyof " + programs;
      case 4 ->
          "proc.exepath " + dice.any(List.of("!= anyof ", "!= oneof ", "= allof ")) + programs;
      case 5 -> dice.any(List.of("proc.name = a", "proc.exepath startswith /bin/", "user.uid = 0"));
      case 6 ->
          dice.any(
              List.of(
                  "evt.rawres = 0",
                  "evt.rawres > 0",
                  "evt.failed = true",
                  "evt.res = SUCCESS",
                  "evt.num = 0",
                  "evt.type = execveat",
                  "container.id = host",
                  "fd.num exists"));
      default -> "proc.exepath in " + programs;
    };
  }
}
