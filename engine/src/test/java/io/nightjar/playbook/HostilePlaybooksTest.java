package io.nightjar.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.detect.Detection;
import io.nightjar.detect.ProcessRef;
import io.nightjar.playbook.dialect.DialectCheck;
import io.nightjar.playbook.dialect.Known;
import io.nightjar.playbook.dialect.Problem;
import io.nightjar.playbook.dialect.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Playbooks that want to do harm. The first line of each says what is expected: {@code refused} by
 * the check, with words of the reason, or {@code contained} at run time.
 */
class HostilePlaybooksTest {
  private static final Path FILES =
      Path.of(
          System.getProperty("nightjar.home", ".."),
          "engine/src/test/resources/io/nightjar/playbook/hostile");
  private static final Known KNOWN =
      new Known(Set.of("night", "day"), Set.of("kubernetes:isolate-pod"), Optional.empty());
  private static final SessionLimits LIMITS =
      new SessionLimits(2_000, 10_000, 100, Duration.ofSeconds(10));
  private static final String GOOD =
      """
      rule "good"
      when
        $d : Detection( rule == "last" )
      then
        respond.to($d).isolatePod().because("x");
      end
      """;
  private static final Map<String, String> table = new TreeMap<>();

  private record Hostile(String name, String text, boolean refused, String words) {
    List<Problem> check() {
      return new DialectCheck(Prelude.vocabulary()).check(new Source(name + ".drl", text), KNOWN);
    }
  }

  private static List<Hostile> all() throws IOException {
    List<Hostile> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(FILES)) {
      for (Path file : files.sorted().toList()) {
        String text = Files.readString(file);
        String first = text.lines().findFirst().orElse("");
        assertThat(first).as(file.toString()).matches("// (refused|contained):.*");
        String name = file.getFileName().toString().replace(".drl", "");
        int colon = first.indexOf(':');
        all.add(
            new Hostile(
                name, text, first.startsWith("// refused"), first.substring(colon + 1).strip()));
      }
    }
    return all;
  }

  @Test
  void thereAreMoreThanAHundred() throws IOException {
    assertThat(all()).hasSizeGreaterThan(100);
  }

  @TestFactory
  Stream<DynamicTest> eachIsRefusedWithItsReason() throws IOException {
    return all().stream()
        .filter(Hostile::refused)
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> isRefused(each)));
  }

  private static void isRefused(Hostile hostile) {
    List<Problem> problems = hostile.check();
    assertThat(problems).as("it got through").isNotEmpty();
    assertThat(hostile.words()).as("the reason that is expected").isNotEmpty();
    Problem told =
        problems.stream()
            .filter(problem -> problem.message().contains(hostile.words()))
            .findFirst()
            .orElseThrow(() -> new AssertionError(problems.getFirst().render()));
    assertThat(told.line()).isPositive();
    assertThat(told.file()).isEqualTo(hostile.name() + ".drl");
    table.put(hostile.name(), "refused, line " + told.line() + ": " + told.message());
  }

  /** Past the check, beside a good playbook, in a flood. */
  @TestFactory
  Stream<DynamicTest> eachThatPassesIsContained(@TempDir Path temp) throws IOException {
    return all().stream()
        .filter(each -> !each.refused())
        .map(each -> DynamicTest.dynamicTest(each.name(), () -> isContained(each, temp)));
  }

  private static void isContained(Hostile hostile, Path temp) throws PlaybookErrors {
    assertThat(hostile.check()).isEmpty();
    CompiledPlaybooks playbooks =
        TestPlaybooks.load(
            temp.resolve(hostile.name()), Map.of("evil", hostile.text(), "good", GOOD));
    Instant now = TestPlaybooks.NOON;
    long evil = 0;
    List<Decision> last;
    boolean out;
    try (VirtualSession session =
        new VirtualSession(playbooks, TestPlaybooks.CALENDARS, LIMITS, now)) {
      for (int i = 0; i < 5_000; i++) {
        now = now.plusMillis(10);
        evil +=
            session.insert(SessionFact.of(flood(i, now))).stream()
                .filter(decision -> !(decision instanceof Decision.TakenOut))
                .count();
      }
      out = !session.playbooks().names().contains("evil");
      last = session.insert(TestPlaybooks.fact("last", "last", "web-9", now.plusMillis(10)));
      assertThat(session.facts()).hasSizeLessThanOrEqualTo(LIMITS.maximumFacts());
    }
    assertThat(last)
        .as("the other playbook goes on")
        .anyMatch(
            decision ->
                decision instanceof Decision.Asked asked
                    && asked.request().playbook().equals("good"));
    if (hostile.words().contains("taken out")) {
      assertThat(out).isTrue();
    } else {
      assertThat(out).isFalse();
      assertThat(evil).isLessThan(2_500);
    }
    table.put(
        hostile.name(),
        out
            ? "contained: taken out, the other playbook went on"
            : "contained: asked " + evil + " times in a flood of 5,000");
  }

  private static Detection flood(int i, Instant time) {
    ProcessRef process =
        new ProcessRef(100 + i, i, "p" + i % 500, "/bin/p", "p " + i, 0, List.of("runc"));
    return TestPlaybooks.detection("d" + i, "rule " + i % 7, "web-1", time, process);
  }

  @AfterAll
  static void print() {
    table.forEach((name, what) -> System.out.printf("%-42s %s%n", name, what));
  }
}
