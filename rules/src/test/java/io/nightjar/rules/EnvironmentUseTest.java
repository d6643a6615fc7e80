package io.nightjar.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.language.SourceFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Environments are long and hold secrets: the driver sends them only where a rule asks. */
class EnvironmentUseTest {

  @ParameterizedTest
  @CsvSource({
    "proc.env contains X, %proc.name, true",
    "not (proc.name = sh or proc.env[HOME] = /root), %proc.name, true",
    "asks, %proc.name, true",
    "proc.aenv[1] contains X, %proc.name, true",
    "proc.name = sh, env=%proc.env[LD_PRELOAD], true",
    "proc.name = sh, env=%proc.aenv[LD_PRELOAD], true",
    "proc.name = sh, env=%toupper(proc.env), true",
    "proc.name = sh, %evt.args, false",
    "proc.name = sh, %proc.name, false"
  })
  void aRuleThatNamesTheFieldAsksForIt(String condition, String output, boolean asks)
      throws RuleErrors {
    assertThat(load(condition, output, true).usesEnvironment()).isEqualTo(asks);
    assertThat(load(condition, output, false).usesEnvironment()).isFalse();
  }

  @Test
  void theRulesThatAreShippedDoNot() throws RuleErrors {
    assertThat(RuleLoader.load(List.of(Path.of("").toAbsolutePath())).usesEnvironment()).isFalse();
  }

  private static RuleSet load(String condition, String output, boolean enabled) throws RuleErrors {
    String rules =
        """
        - macro: asks
          condition: (proc.env exists)
        - rule: one
          desc: of the test
          condition: evt.type = execve and %s
          output: "%s"
          priority: DEBUG
          enabled: %s
        """
            .formatted(condition, output, enabled);
    return RuleLoader.loadSources(
        List.of(new SourceFile("test.yaml", rules)), RuleSettings.DEFAULT);
  }
}
