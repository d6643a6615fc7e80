package io.nightjar.rules.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.field.FieldGuide.Entry;
import io.nightjar.rules.language.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The reference of the fields agrees with what conditions take, and with the page in docs. */
class FieldGuideTest {
  private static final Path PAGE = Path.of("../docs/fields.md");
  private static final String FROM = "<!-- from here on written by FieldGuideTest -->\n";

  static Stream<Arguments> entries() {
    return Arrays.stream(RuleSource.values())
        .flatMap(
            source ->
                FieldGuide.entries(source).stream().map(entry -> Arguments.of(source, entry)));
  }

  @ParameterizedTest
  @MethodSource("entries")
  void aFieldHasAnExampleThatLoadsOrAReasonWhyNot(RuleSource source, Entry entry)
      throws RuleErrors {
    assertThat(entry.meaning()).matches("[^|\\n]{4,118}[.…]");
    if (!entry.absence().isEmpty()) {
      assertThat(entry.example()).isEmpty();
      return;
    }
    assertThat(entry.example()).startsWith(entry.name());
    String rule =
        """
        - rule: example
          desc: d
          condition: '%s'
          output: x
          priority: DEBUG
          warn_evttypes: false
          source: %s
        """
            .formatted(entry.example().replace("'", "''"), source.symbol());
    SourceFile file = new SourceFile("example", rule);
    assertThat(RuleLoader.loadSources(List.of(file), RuleSettings.DEFAULT).rules()).hasSize(1);
  }

  @Test
  void everyFieldOfTheLanguageIsKnown() throws IOException {
    List<String> names = FieldGuide.entries(RuleSource.SYSCALL).stream().map(Entry::name).toList();
    assertThat(Files.readAllLines(Path.of("src/test/resources/falco-fields.txt")))
        .hasSizeGreaterThan(260)
        .isSubsetOf(names);
  }

  /** Renewed by running with {@code -Dgolden.renew=true}. */
  @Test
  void thePageListsEveryFieldAsItIs() throws IOException {
    String page = Files.readString(PAGE);
    String head = page.substring(0, page.indexOf(FROM) + FROM.length());
    String expected = head + tables();
    if (Boolean.getBoolean("golden.renew")) {
      Files.writeString(PAGE, expected);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(expected);
  }

  private static String tables() {
    StringBuilder text = new StringBuilder();
    for (RuleSource source : RuleSource.values()) {
      List<Entry> entries = FieldGuide.entries(source);
      text.append("\n## Source ").append(source.symbol()).append("\n\n");
      text.append("| field | type | meaning | example |\n|---|---|---|---|\n");
      entries.stream().filter(e -> e.absence().isEmpty()).forEach(e -> row(text, e));
      if (entries.stream().allMatch(e -> e.absence().isEmpty())) {
        continue;
      }
      text.append("\n### Never known: missing, as in Falco\n\n");
      text.append("| field | meaning | why |\n|---|---|---|\n");
      entries.stream()
          .filter(e -> !e.absence().isEmpty() && !e.refused())
          .forEach(e -> why(text, e));
      text.append("\n### Never known: refused in conditions\n\n");
      text.append("| field | meaning | why |\n|---|---|---|\n");
      entries.stream().filter(Entry::refused).forEach(e -> why(text, e));
    }
    return text.toString();
  }

  private static void row(StringBuilder text, Entry entry) {
    String argument =
        switch (entry.argument()) {
          case "required" -> "[…]";
          case "optional" -> "[…]?";
          default -> "";
        };
    text.append("| `%s`%s | ".formatted(entry.name(), argument));
    text.append("%s | %s | ".formatted(entry.type(), entry.meaning()));
    text.append("`%s` |\n".formatted(entry.example()));
  }

  private static void why(StringBuilder text, Entry entry) {
    text.append("| `%s` | %s | ".formatted(entry.name(), entry.meaning()));
    text.append(entry.absence()).append(" |\n");
  }
}
