package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule files of Falco load as they are: every rule, nothing left out. */
class UpstreamRulesTest {
  private static final Path FOLDER = Path.of("src/test/resources/upstream");

  /** In the order in which Falco is given them. */
  private static final List<Path> SYSCALLS =
      Stream.of("falco_rules.yaml", "falco-incubating_rules.yaml", "falco-sandbox_rules.yaml")
          .map(FOLDER::resolve)
          .toList();

  @ParameterizedTest
  @CsvSource({
    "falco_rules.yaml, 25",
    "falco-incubating_rules.yaml, 31",
    "falco-sandbox_rules.yaml, 37",
    "k8s_audit_rules.yaml, 48"
  })
  void everyRuleOfAFileIsLoaded(String file, int count) throws Exception {
    Path path = FOLDER.resolve(file);
    assertThat(written(path)).hasSize(count);
    assertThat(loaded(List.of(path)).rules()).map(Rule::name).isEqualTo(written(path));
  }

  @Test
  void togetherTheyGiveEveryRuleOnce() throws Exception {
    List<String> names = new ArrayList<>();
    for (Path path : SYSCALLS) {
      names.addAll(written(path));
    }
    assertThat(loaded(SYSCALLS).rules()).map(Rule::name).isEqualTo(names);
  }

  @Test
  void nothingIsToldBeyondFieldsThatAreNeverKnownAndWhatTheyThemselvesLeaveOpen() throws Exception {
    List<Path> all = new ArrayList<>(SYSCALLS);
    all.add(FOLDER.resolve("k8s_audit_rules.yaml"));
    assertThat(loaded(all).warnings())
        .map(Problem::message)
        .allMatch(message -> message.contains("is never known") || message.contains("deprecated"));
  }

  @Test
  void rulesThatFalcoTurnsOnAreOn() throws Exception {
    RuleSet rules = loaded(SYSCALLS);
    long off = rules.rules().stream().filter(rule -> !rule.enabled()).count();
    long written = 0;
    for (Path path : SYSCALLS) {
      written +=
          Files.readAllLines(path).stream().filter(line -> line.equals("  enabled: false")).count();
    }
    assertThat(off).isEqualTo(written).isPositive();
  }

  private static RuleSet loaded(List<Path> files) throws RuleErrors {
    return RuleLoader.load(files);
  }

  /** Names of the rules as they stand in a file. */
  private static List<String> written(Path file) throws IOException {
    String start = "- rule: ";
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()).strip())
        .toList();
  }
}
