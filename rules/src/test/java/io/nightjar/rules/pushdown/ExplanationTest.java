package io.nightjar.rules.pushdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a rule's explanation says. */
class ExplanationTest {
  @Test
  void saysByEventWhatIsJudgedWhereAndWhatIsLeft() throws RuleErrors {
    Explanation explanation =
        explain(
            "(evt.type in (open, openat) and fd.name in (/a, /b, /c, /d) and evt.is_open_read ="
                + " true or evt.type = rename and fs.path.source = /a and proc.pname = x) and"
                + " container.id != host and not proc.name in (\\\"a b\\\", c)");
    assertThat(explanation.place()).isEqualTo("r.yaml:1");
    assertThat(explanation.judged())
        .containsExactly("container", "flags", "path", "success", "old path");
    assertThat(explanation.events())
        .containsExactly(
            new Explanation.Events(
                List.of("open", "openat"),
                List.of("in a container, opened for reading, path is /a or one of 3 more"),
                List.of("not proc.name in (\"a b\", c)")),
            new Explanation.Events(
                List.of("rename"),
                List.of("in a container, succeeded, old path is /a"),
                List.of("proc.pname = x", "not proc.name in (\"a b\", c)")));
    assertThat(explanation.events()).noneMatch(Explanation.Events::whole);
    assertThat(explanation.enforced().why()).contains("at exec alone");
  }

  @Test
  void writesTheConditionWithItsMacrosSoThatItReadsBack() throws RuleErrors {
    String condition =
        "evt.type = open and (fd.name startswith anyof (/a, /b) or not proc.name = \\\"x y\\\")"
            + " and fd.num exists and tolower(proc.name) contains a";
    String written = explain(condition).condition();
    assertThat(written)
        .isEqualTo(
            """
            evt.type = open
            and (
              fd.name startswith anyof (/a, /b)
              or not proc.name = "x y")
            and fd.num exists
            and tolower(proc.name) contains a\
            """);
    String again = written.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ");
    assertThat(explain(again).condition()).isEqualTo(written);
  }

  @Test
  void saysWhatIsSentWholeAndWhatCouldBeKilled() throws RuleErrors {
    assertThat(explain("evt.type = connect and proc.name = x").events())
        .singleElement()
        .matches(Explanation.Events::whole);
    Explanation kill =
        explain(
            "evt.type in (execve, execveat) and container.id != host and proc.exepath = /bin/nc");
    assertThat(kill.enforced())
        .isEqualTo(new Explanation.Enforced(false, List.of("/bin/nc"), "", ""));
  }

  private static Explanation explain(String condition) throws RuleErrors {
    String rule =
        "- rule: r\n  desc: d\n  output: o\n  priority: DEBUG\n  condition: \""
            + condition
            + "\"\n";
    return Explanation.of(
        RuleLoader.loadSources(List.of(new SourceFile("r.yaml", rule)), RuleSettings.DEFAULT)
            .rules()
            .get(0));
  }
}
