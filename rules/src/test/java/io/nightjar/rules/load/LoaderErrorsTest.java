package io.nightjar.rules.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.rules.ContainerMetadata;
import io.nightjar.rules.Problem;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleEvaluator;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is told of rule files that cannot be used. */
class LoaderErrorsTest {
  private static final Path RESOURCES = Path.of("src/test/resources/io/nightjar/rules");

  /** Renewed by running with {@code -Dgolden.renew=true}. */
  @Test
  void everyMistakeOfAFileIsToldAtItsPlace() throws IOException {
    String text = Files.readString(RESOURCES.resolve("broken.yaml"));
    String told = errors("broken.yaml", text).render() + "\n";
    Path golden = RESOURCES.resolve("broken.expected.txt");
    if (Boolean.getBoolean("golden.renew")) {
      Files.writeString(golden, told);
    }
    assertThat(told).isEqualTo(Files.readString(golden));
  }

  @Test
  void brokenYamlIsToldAtItsPlace() {
    Problem problem = only("- rule: x\n  desc: [a, b\n  output: y\n");
    assertThat(problem.message()).startsWith("not valid YAML");
    assertThat(problem.line()).isEqualTo(3);
  }

  @Test
  void aFileThatIsNoListIsRefused() {
    assertThat(only("rule: x\n").message()).contains("a rule file is a list of items");
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    Problem problem = only("- macro: x\n  condition: proc.name = a\n  condition: proc.name = b\n");
    assertThat(problem.message()).contains("twice");
    assertThat(problem.line()).isEqualTo(3);
  }

  @Test
  void placesBehindCharactersOutsideOfTheBasicPlaneAreRight() {
    Problem problem =
        only("# \uD83D\uDE00\uD83D\uDE00\n- macro: x\n  condition: proc.nme = \uD83D\uDE00 or =\n");
    assertThat(problem.line()).isEqualTo(3);
    assertThat(problem.column()).isEqualTo(30);
  }

  @Test
  void aTabBeforeTheMistakeDoesNotMoveTheCaret() {
    Problem problem = only("- macro: x\n  condition: proc.name\t= a\tand =\n");
    String[] lines = problem.snippet().split("\n");
    assertThat(lines[1].indexOf('^')).isEqualTo(lines[0].lastIndexOf('='));
  }

  @Test
  void bytesThatAreNoneAreToldAtTheirPlace() {
    String rule = "- rule: x\n  desc: y\n  output: z\n  priority: INFO\n  condition: ";
    Problem problem = only(rule + "evt.type = recvfrom and evt.buffer bcontains cafebab\n");
    assertThat(problem.message()).contains("'cafebab' is not a row of bytes");
    assertThat(problem.line()).isEqualTo(5);
  }

  @Test
  void controlCharactersOfAFileDoNotReachTheTerminal() {
    Problem problem = only("- macro: x\n  condition: \"= \\e[2J\u202E\"\n");
    assertThat(problem.render()).doesNotContain("\u202E").doesNotContain("\u001b");
  }

  @Test
  void thousandParenthesesAreReadAndMoreAreRefused() {
    String deep = "(".repeat(1000) + "proc.name = a" + ")".repeat(1000);
    assertThat(problems("- macro: x\n  condition: " + deep + "\n")).isEmpty();
    assertThat(only("- macro: x\n  condition: (" + deep + ")\n").message()).contains("deeper");
  }

  @Test
  void aConditionAsDeepAsAllowedIsAlsoEvaluated() throws RuleErrors {
    String deep =
        "(proc.name = a or (proc.name = b and ".repeat(500) + "proc.name = a" + "))".repeat(500);
    String text =
        "- rule: r\n  desc: d\n  output: x\n  priority: DEBUG\n  condition: evt.type = unshare and "
            + deep.replaceFirst("^\\(", "").replaceFirst("\\)$", "");
    RuleSet rules =
        RuleLoader.loadSources(List.of(new SourceFile("t", text)), RuleSettings.DEFAULT);
    ProcessInfo process = ProcessInfo.builder(1, 1).name("b").build();
    EventView event = new EventEncoder().begin(EventType.UNSHARE, 1).process(process).view();
    assertThat(new RuleEvaluator(rules).evaluate(event, process, ContainerMetadata.UNKNOWN))
        .isEmpty();
  }

  @Test
  void macrosThatDoubleEachOtherAreRefusedInsteadOfEatingTheMemory() {
    StringBuilder text = new StringBuilder("- macro: m0\n  condition: (proc.name = a)\n");
    for (int i = 1; i < 60; i++) {
      text.append("- macro: m%d%n  condition: (m%d or m%d)%n".formatted(i, i - 1, i - 1));
    }
    assertThat(problems(text.toString())).anyMatch(p -> p.message().contains("too many"));
  }

  @Test
  void listsThatDoubleEachOtherAreRefusedInsteadOfEatingTheMemory() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 60; i++) {
      text.append("- list: l%d%n  items: [l%d, l%d]%n".formatted(i, i + 1, i + 1));
    }
    text.append("- macro: x\n  condition: proc.name in (l0)\n");
    assertThat(problems(text.toString())).anyMatch(p -> p.message().contains("longer than"));
  }

  @Test
  void aMacroThatUsesItselfByARedefinitionIsRefused() {
    String text =
        """
        - macro: a
          condition: proc.name = x
        - macro: b
          condition: a
        - macro: a
          condition: b
        """;
    assertThat(problems(text)).anyMatch(p -> p.message().contains("uses itself"));
  }

  @Test
  void deeplyNestedYamlIsRefused() {
    assertThat(only("[".repeat(5000) + "]".repeat(5000)).message()).contains("nested deeper");
  }

  @Test
  void aFileThatIsTooLargeIsRefused() {
    String text = "#".repeat(YamlReader.SIZE_LIMIT + 1);
    assertThat(only(text).message()).contains("larger than");
  }

  @Test
  void aFileThatIsMissingIsToldByName(@TempDir Path folder) {
    Path missing = folder.resolve("missing.yaml");
    RuleErrors errors =
        catchThrowableOfType(RuleErrors.class, () -> RuleLoader.load(List.of(missing)));
    assertThat(errors.render()).contains("missing.yaml:1:1: error: cannot be read");
  }

  private static Problem only(String text) {
    List<Problem> problems = problems(text);
    assertThat(problems).hasSize(1);
    return problems.get(0);
  }

  private static List<Problem> problems(String text) {
    try {
      RuleLoader.loadSources(List.of(new SourceFile("test.yaml", text)), RuleSettings.DEFAULT);
      return List.of();
    } catch (RuleErrors e) {
      return e.problems();
    }
  }

  private static RuleErrors errors(String name, String text) {
    return catchThrowableOfType(
        RuleErrors.class,
        () -> RuleLoader.loadSources(List.of(new SourceFile(name, text)), RuleSettings.DEFAULT));
  }
}
