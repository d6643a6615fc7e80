package io.nightjar.rules.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is done to a rule file, loading it ends soon, with rules or with problems told. */
class GarbageTest {
  private static final String SPICE =
      "(){}[]\"'\\,:=!<>%&*|>-#\n\t \0\u0085\u2028\uFEFF\uD83D\uDE00aZ09_./~`@?";

  @Test
  void mutatedRuleFilesNeverCrashOrHang() throws IOException {
    String original =
        Files.readString(Path.of("00_macros.yaml"))
            + Files.readString(Path.of("20_execution.yaml"));
    Random random = new Random(20260101);
    int refused = 0;
    for (int i = 0; i < 120; i++) {
      refused += load(mutate(original, random)) ? 0 : 1;
    }
    assertThat(refused).isBetween(30, 119);
  }

  @Test
  void mutatedConditionsNeverCrashOrHang() {
    Random random = new Random(7);
    int refused = 0;
    for (int i = 0; i < 800; i++) {
      String condition =
          mutate(
              "evt.type in (open, openat) and (not tolower(concat(proc.pname, \"x\")) startswith"
                  + " anyof (a, \"b\\\"c\")) or fd.snet != 10.0.0.0/8 and fd.name glob '/x/[a-z]*'"
                  + " and proc.name regex \"(a+)+b\" or getopt((proc.args[0], \"-n\"), \"n:\")[n] ="
                  + " val(fd.name)",
              random);
      String quoted = condition.replace("'", "''");
      refused += load("- macro: m\n  condition: '" + quoted + "'\n" + RULE) ? 0 : 1;
    }
    assertThat(refused).isBetween(150, 799);
  }

  private static final String RULE =
      "- rule: r\n  desc: d\n  condition: m\n  output: \"%evt.type\"\n  priority: DEBUG\n";

  private static String mutate(String original, Random random) {
    StringBuilder text = new StringBuilder(original);
    for (int i = random.nextInt(6); i >= 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + random.nextInt(40));
      switch (random.nextInt(5)) {
        case 0 -> text.delete(at, end);
        case 1 -> text.insert(at, SPICE.charAt(random.nextInt(SPICE.length())));
        case 2 -> text.setCharAt(at, SPICE.charAt(random.nextInt(SPICE.length())));
        case 3 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
        default -> text.insert(at, String.valueOf((char) random.nextInt(0x10000)));
      }
    }
    return text.toString();
  }

  /** Whether it could be loaded; anything but the one exception fails the test. */
  private static boolean load(String text) {
    return assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          try {
            RuleLoader.loadSources(List.of(new SourceFile("g", text)), RuleSettings.DEFAULT);
            return true;
          } catch (RuleErrors e) {
            assertThat(e.render()).isNotBlank();
            return false;
          }
        });
  }
}
