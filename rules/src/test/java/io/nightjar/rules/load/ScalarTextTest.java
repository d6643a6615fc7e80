package io.nightjar.rules.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.language.SourceFile;
import io.nightjar.rules.language.SourceText;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every visible character of a scalar is traced to that very character of the file. */
class ScalarTextTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "key: plain text",
        "key: plain over\n  several\n\n  lines",
        "key: 'single ''quoted'' text\n  folded'",
        "key: \"double \\\"quoted\\\" text\"",
        "key: >\n  folded\n  block\n\n  text\n    indented\n",
        "key: >-  # a comment\n  folded, no end\n",
        "key: |\n  literal\n    block\n  text\n",
        "key: |2\n    indented by rule\n",
        "# \uD83D\uDE00 before\nkey: behind \uD83D\uDE00 it\r\n  more\r\n",
        "key: [a]\nother: \"tab\\tand \\u0041 \\\n   continued\""
      })
  void theOriginOfACharacterIsThatCharacter(String yaml) {
    SourceFile file = new SourceFile("t", yaml);
    Problems problems = new Problems();
    List<YamlValue> documents = YamlReader.read(file, problems);
    assertThat(problems.all()).isEmpty();
    YamlValue.Mapping mapping = (YamlValue.Mapping) documents.get(0);
    int seen = 0;
    for (YamlValue.Entry entry : mapping.entries().values()) {
      if (entry.value() instanceof YamlValue.Scalar scalar) {
        seen += check(scalar.source(), yaml);
      }
    }
    assertThat(seen).isGreaterThan(5);
  }

  private static int check(SourceText source, String yaml) {
    int seen = 0;
    for (int i = 0; i < source.length(); i++) {
      char c = source.text().charAt(i);
      char origin = yaml.charAt(source.at(i).offset());
      // an escape stands where its backslash is
      if (!Character.isWhitespace(c) && origin != '\\') {
        assertThat(origin).isEqualTo(c);
        seen++;
      }
    }
    return seen;
  }
}
