package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.nightjar.driver.EventType;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.RandomEvents.Sample;
import io.nightjar.rules.compile.Condition;
import io.nightjar.rules.compile.ConditionCompiler;
import io.nightjar.rules.field.EventContext;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.field.Slots;
import io.nightjar.rules.load.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The fast evaluation against the plain one, which reads every condition as it is written. */
final class PlanTest {
  private static final int EVENTS = 30_000;

  @Test
  void ourRulesMatchTheSameEventsFastAndPlain() throws RuleErrors {
    assertThat(compare(List.of(Path.of(".")), 1)).isGreaterThan(200);
  }

  @Test
  void conditionsOfEveryFormMatchTheSameEventsFastAndPlain() throws RuleErrors {
    assertThat(compare(List.of(Path.of("src/test/resources/plan/forms.yaml")), 2))
        .isGreaterThan(10_000);
  }

  @Test
  void rulesOfOthersMatchTheSameEventsFastAndPlain() throws RuleErrors {
    Path folder = Path.of("src/test/resources/upstream");
    assertThat(compare(List.of(folder), 3)).isGreaterThan(1_000);
  }

  @Test
  void rulesAtHandMatchTheSameEventsFastAndPlain() throws RuleErrors {
    String files = System.getProperty("nightjar.plan.rules", "");
    assumeTrue(
        !files.isEmpty(), "no files given; -Dnightjar.plan.rules=FILE,FILE compares with them");
    assertThat(compare(Arrays.stream(files.split(",")).map(Path::of).toList(), 4)).isPositive();
  }

  /** Matches seen. */
  private static int compare(List<Path> files, long seed) throws RuleErrors {
    RuleSet rules = RuleLoader.load(files).withMatching(RuleMatching.ALL);
    List<EventType> types = List.copyOf(rules.eventTypes());
    RuleEvaluator fast = new RuleEvaluator(rules);
    Plain plain = new Plain(rules);
    RandomEvents events = new RandomEvents(rules.rules(), seed);
    int matches = 0;
    Sample other = kept(events.next(types));
    for (int i = 0; i < EVENTS; i++) {
      Sample sample = i % 3 == 0 ? alike(other, i) : events.next(types);
      other = i % 5 == 0 ? kept(sample) : other;
      List<String> expected = plain.evaluate(sample);
      List<String> actual =
          fast.evaluate(sample.event(), sample.process(), sample.container()).stream()
              .map(match -> match.rule().name())
              .toList();
      assertThat(actual).describedAs("event %d, %s", i, sample.event().type()).isEqualTo(expected);
      matches += expected.size();
    }
    return matches;
  }

  private static Sample kept(Sample sample) {
    return new Sample(sample.event().copy(), sample.process(), sample.container());
  }

  /** The same event of a process that has its traits, but other ids, ancestors or session. */
  private static Sample alike(Sample sample, int i) {
    ProcessInfo process = sample.process();
    if (process == null) {
      return sample;
    }
    ProcessInfo.Builder alike =
        ProcessInfo.builder(i % 2 == 0 ? process.tgid() : 100 + i, 1 + i).copy(process);
    if (i % 4 > 1) {
      alike.parent(process);
    }
    if (i % 8 > 3) {
      alike.session(i % 16 > 7 ? 100 + i : process.parentTgid(), 100 + i);
    }
    return new Sample(sample.event(), alike.build(), sample.container());
  }

  private static final class Plain {
    private final List<Rule> rules = new ArrayList<>();
    private final List<Condition> conditions = new ArrayList<>();
    private final EventContext context = new EventContext("node", Slots.NONE);

    Plain(RuleSet set) {
      Problems problems = new Problems();
      for (Rule rule : set.rules()) {
        Condition condition =
            ConditionCompiler.plain(RuleSource.SYSCALL).compile(rule.tree(), problems);
        if (rule.enabled() && condition != null) {
          rules.add(rule);
          conditions.add(condition);
        }
      }
    }

    List<String> evaluate(Sample sample) {
      List<String> names = new ArrayList<>();
      context.reset(sample.event(), sample.process(), sample.container());
      for (int i = 0; i < rules.size(); i++) {
        if (rules.get(i).eventTypes().contains(sample.event().type())
            && conditions.get(i).holds(context)) {
          names.add(rules.get(i).name());
        }
      }
      return names;
    }
  }
}
