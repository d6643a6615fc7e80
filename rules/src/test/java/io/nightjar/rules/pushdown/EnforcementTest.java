package io.nightjar.rules.pushdown;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.driver.ExecDenial;
import io.nightjar.driver.FilterClause.Scope;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rules the kernel may enforce, and what it says of the others. */
class EnforcementTest {
  private static final String START =
      "evt.type in (execve, execveat) and container.id != host and ";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proc.exepath in (/usr/bin/nc, /usr/bin/ncat)",
        "(proc.exepath = /usr/bin/nc or proc.exepath = /usr/bin/ncat)",
        "evt.arg.trusted_exepath in (/usr/bin/nc, /usr/bin/ncat)",
        "evt.arg[trusted_exepath] in (/usr/bin/ncat, /usr/bin/nc)",
        "not (proc.exepath != /usr/bin/nc and proc.exepath != /usr/bin/ncat)",
        "proc.exepath in (/usr/bin/nc, /usr/bin/ncat, /bin/sh) and not proc.exepath = /bin/sh",
        "evt.rawres = 0 and evt.failed = false and evt.res = SUCCESS and evt.dir = < and"
            + " not evt.num = 0 and proc.exepath in (/usr/bin/nc, /usr/bin/ncat)",
        "(proc.exepath in (/usr/bin/nc, /usr/bin/ncat) or (evt.rawres < 0 and proc.name = x))"
      })
  void killsTheProgramsThatTheRuleNames(String condition) throws RuleErrors {
    assertThat(load(START + condition).execDenials())
        .containsExactly(
            new ExecDenial("r", Scope.CONTAINER, Set.of("/usr/bin/nc", "/usr/bin/ncat")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "proc.exepath = /bin/nc and proc.name = nc | 'proc.name = nc' is not known to the kernel",
        "proc.exepath = /bin/nc and not proc.pname = sh | 'proc.pname = sh' is not known",
        "proc.exepath startswith /tmp/ | 'proc.exepath startswith /tmp/' compares the path in a"
            + " way",
        "basename(proc.exepath) = nc | 'basename(proc.exepath) = nc' is not known",
        "proc.exepath != /bin/nc | every program in every container but a few",
        "evt.rawres >= 0 | every program in every container",
        "proc.exepath = nc | 'nc' is not a resolved absolute path",
        "proc.exepath = /usr/bin/../bin/nc | is not a resolved absolute path",
        "proc.exepath = memfd:x | is not a resolved absolute path",
        "proc.exepath = /bin/nc and proc.exepath = /bin/sh | it holds for no program",
        "proc.exepath = /bin/nc and evt.failed = true | it holds for no program",
        "proc.exepath = /bin/nc and container.image startswith x | 'container.image startswith x'",
        "proc.exepath = /bin/nc and container.id = 5e908e27d34a | 'container.id = 5e908e27d34a'"
      })
  void refusesWhatTheKernelCannotJudgeAndSaysWhich(String condition, String why) {
    refused(START + condition, why);
  }

  @Test
  void refusesTheHostAndOtherEvents() {
    refused("evt.type in (execve, execveat) and proc.exepath = /bin/nc", "the kubelet");
    refused(
        "evt.type in (execve, execveat) and container.id = host and proc.exepath = /bin/nc",
        "not limited to containers");
    refused("evt.type = execve and container.id != host and proc.exepath = /a", "tell execve from");
    refused("container.id != host and proc.exepath = /bin/nc", "at exec alone");
  }

  @Test
  void anExceptionHasToBeJudgedToo() throws RuleErrors {
    String exception =
        """
          exceptions:
            - name: e
              fields: FIELD
              comps: in
              values: [/a]
        """;
    String rule = rule(START + "proc.exepath in (/a, /b)", "kill");
    assertThat(loadText(rule + exception.replace("FIELD", "proc.exepath")).execDenials())
        .extracting(ExecDenial::exePaths)
        .containsExactly(Set.of("/b"));
    assertThatThrownBy(() -> loadText(rule + exception.replace("FIELD", "proc.pname")))
        .hasMessageContaining("'proc.pname in (/a)' is not known to the kernel");
  }

  @Test
  void anErrorStandsAtTheLineOfTheKey() {
    assertThatThrownBy(() -> loadText(rule("evt.type = open", "kill")))
        .hasMessageStartingWith("r.yaml:6:12: error: the kernel cannot enforce this rule");
    assertThatThrownBy(() -> loadText(rule("evt.type = open", "deny")))
        .hasMessageStartingWith("r.yaml:6:12: error: 'deny' cannot be enforced");
  }

  @Test
  void aRuleThatIsOffOrAsksNoLongerKillsNothing() throws RuleErrors {
    String rule = rule(START + "proc.exepath = /bin/nc", "kill");
    assertThat(loadText(rule + "  enabled: false\n").execDenials()).isEmpty();
    String none = "- rule: r\n  enforce: none\n  override: {enforce: replace}\n";
    assertThat(loadText(rule + none).execDenials()).isEmpty();
    assertThat(loadText(rule).withMatching(RuleMatching.ALL).execDenials()).hasSize(1);
    assertThat(loadText(rule).warnings()).isEmpty();
  }

  private static void refused(String condition, String why) {
    assertThatThrownBy(() -> load(condition)).hasMessageContaining(why);
  }

  private static RuleSet load(String condition) throws RuleErrors {
    return loadText(rule(condition, "kill"));
  }

  private static String rule(String condition, String enforce) {
    return """
    - rule: r
      desc: d
      condition: %s
      output: o
      priority: DEBUG
      enforce: %s
    """
        .formatted('"' + condition.replace("\"", "\\\"") + '"', enforce);
  }

  private static RuleSet loadText(String text) throws RuleErrors {
    return RuleLoader.loadSources(List.of(new SourceFile("r.yaml", text)), RuleSettings.DEFAULT);
  }
}
