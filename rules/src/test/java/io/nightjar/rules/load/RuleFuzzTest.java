package io.nightjar.rules.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.nightjar.rules.Problem;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.language.ConditionParser;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.language.SourceText;
import io.nightjar.rules.language.SyntaxError;
import io.nightjar.rules.output.OutputCompiler;
import io.nightjar.rules.pushdown.ConditionText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever text is given as a rule file, a condition or an output, reading it ends soon: with
 * rules, or with problems at places that lie in the text. The seeds run as ordinary tests; with
 * JAZZER_FUZZ=1 Jazzer looks for more.
 */
final class RuleFuzzTest {
  private static final Path RESOURCES = Path.of("src/test/resources/io/nightjar/rules");

  static Stream<Arguments> files() throws IOException {
    String bomb =
        """
        a: &a [x,x,x,x,x,x,x,x,x]
        b: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]
        c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]
        d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]
        e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]
        f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]
        g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]
        h: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]
        """;
    return Stream.concat(
            Stream.of(
                bomb,
                "- list: a\n  items: &x [*x]\n",
                "- &a {rule: *a, ? *a : *a}\n",
                "[".repeat(3_000) + "]".repeat(3_000),
                "- ".repeat(3_000),
                "{a: ".repeat(3_000),
                "- rule: &r x\n  <<: {desc: *r}\n  condition: !!binary aGk=\n",
                "%YAML 9.9\n---\n- !!java.lang.Runtime x\n",
                "- macro: m\n  condition: \"\\ud83d \\U0010FFFF \\x00\"\n"),
            Stream.of("broken.yaml", "loads.txt").map(RuleFuzzTest::text))
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  static Stream<Arguments> conditions() {
    return Stream.concat(
            Stream.of(
                "(".repeat(1_001) + "a" + ")".repeat(1_001),
                "not ".repeat(20_000) + "a",
                "a or ".repeat(20_000) + "a",
                "tolower(".repeat(500) + "proc.name" + ")".repeat(500) + " = a",
                "join(\"\", (".repeat(200),
                "proc.name in (" + "a,".repeat(20_000) + "a)",
                "proc.name regex \"" + "(a*)*".repeat(40) + "\"",
                "fd.name glob " + "*a".repeat(100)),
            text("conditions.txt").lines().map(line -> line.replaceFirst("^[^;]*;[^;]*;", "")))
        .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(String resource) {
    try {
      return Files.readString(RESOURCES.resolve(resource));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @MethodSource("files")
  @FuzzTest(maxDuration = "5m")
  void anyTextIsLoadedOrRefused(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      SourceFile file = new SourceFile("fuzz", text);
      RuleLoader.loadSources(List.of(file), RuleSettings.DEFAULT);
    } catch (RuleErrors e) {
      assertThat(e.problems()).isNotEmpty().hasSizeLessThanOrEqualTo(500);
      e.problems().forEach(problem -> assertPlace(problem, text));
    }
  }

  /** On a stack as deep as that of the loader, which holds the deepest condition allowed. */
  private static @Nullable Expression parsed(SourceText source) {
    FutureTask<@Nullable Expression> task =
        new FutureTask<>(
            () -> {
              try {
                return ConditionParser.parse(source);
              } catch (SyntaxError e) {
                assertThat(e.problem().message()).isNotBlank();
                return null;
              }
            });
    new Thread(null, task, "parser", 64L << 20).start();
    try {
      return task.get();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @MethodSource("conditions")
  @FuzzTest(maxDuration = "5m")
  void anyConditionIsReadOrRefused(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return;
    }
    SourceText source = SourceText.of(text, new SourceFile("fuzz", text).at(0));
    Expression tree = parsed(source);
    if (tree == null) {
      return;
    }
    assertThat(ConditionText.of(tree)).isNotBlank();
    String quoted = text.replace("'", "''").replace("\n", " ");
    anyTextIsLoadedOrRefused(
        ("- rule: r\n  desc: d\n  output: x\n  priority: INFO\n  condition: '" + quoted + "'\n")
            .getBytes(StandardCharsets.UTF_8));
  }

  @FuzzTest(maxDuration = "5m")
  void anyOutputIsReadOrRefused(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return;
    }
    Problems problems = new Problems();
    SourceText source = SourceText.of(text, new SourceFile("fuzz", text).at(0));
    boolean refused = OutputCompiler.compile(source, true, RuleSource.SYSCALL, problems) == null;
    assertThat(problems.failed()).isEqualTo(refused);
  }

  private static void assertPlace(Problem problem, String text) {
    assertThat((long) problem.line()).isBetween(1L, text.lines().count() + 1);
    assertThat(problem.column()).isPositive();
    assertThat(problem.render()).doesNotContain("\u001b").hasSizeLessThan(4_000);
  }
}
