package io.nightjar.rules.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.compile.Hindsight.Answer;
import io.nightjar.rules.field.RuleSource;
import io.nightjar.rules.language.Expression;
import io.nightjar.rules.language.SourceFile;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions whose event is gone are judged by what was kept of it, and not guessed. */
class HindsightTest {

  private static final Map<String, Kept> KEPT =
      Map.of(
          "proc.name", new Kept.Text("cat"),
          "fd.name", new Kept.Text("/etc/shadow"),
          "proc.aname", new Kept.AnyOf(List.of("sh", "runc")),
          "proc.tty", new Kept.Whole(34816),
          "container.privileged", new Kept.Whole(1),
          "fd.sip", new Kept.Text("10.96.0.1"),
          "fd.snet", new Kept.Text("10.96.0.1"),
          "evt.type", new Kept.Text("openat"),
          "k8s.ns.name", Kept.None.MISSING);

  private static Expression condition(String text) {
    String file =
        "- rule: r\n  desc: x\n  priority: DEBUG\n  output: x\n  condition: >\n    " + text + "\n";
    try {
      return RuleLoader.loadSources(List.of(new SourceFile("r.yaml", file)), RuleSettings.DEFAULT)
          .rules()
          .getFirst()
          .tree();
    } catch (RuleErrors e) {
      throw new AssertionError(e.render(), e);
    }
  }

  private static Answer judge(Hindsight condition) {
    return condition.judge(key -> KEPT.getOrDefault(key, Kept.None.UNKNOWN));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "proc.name = cat                                  | HOLDS",
        "proc.name != cat                                 | FAILS",
        "proc.name in (cat, tac)                          | HOLDS",
        "fd.name startswith /etc                          | HOLDS",
        "fd.name pmatch (/etc)                            | HOLDS",
        "fd.name glob '/etc/*'                            | HOLDS",
        "fd.name endswith anyof (x, passwd)               | FAILS",
        "proc.aname = runc                                | HOLDS",
        "proc.aname = bash                                | FAILS",
        "proc.tty != 0                                    | HOLDS",
        "container.privileged = true                      | HOLDS",
        "container.privileged = false                     | FAILS",
        "fd.sip = 10.96.0.1                               | HOLDS",
        "fd.snet in (\"10.0.0.0/8\")                      | HOLDS",
        "fd.snet in (\"192.168.0.0/16\")                  | FAILS",
        "evt.type in (open, openat)                       | HOLDS",
        "k8s.ns.name = shop                               | FAILS",
        "k8s.ns.name != shop                              | FAILS",
        "not k8s.ns.name = shop                           | HOLDS",
        "k8s.ns.name exists                               | FAILS",
        "proc.name exists                                 | HOLDS",
        "user.name = root                                 | UNKNOWN",
        "user.name exists                                 | UNKNOWN",
        "proc.name = val(proc.pname)                      | UNKNOWN",
        "toupper(proc.name) = CAT                         | UNKNOWN",
        "proc.name = cat and user.name = root             | UNKNOWN",
        "proc.name = tac and user.name = root             | FAILS",
        "proc.name = cat or user.name = root              | HOLDS",
        "not (proc.name = tac and user.name = root)       | HOLDS",
        "not (proc.name = cat and user.name = root)       | UNKNOWN",
      })
  void saysWhatCanBeSaid(String text, Answer expected) {
    assertThat(judge(Hindsight.of(condition(text), RuleSource.SYSCALL))).isEqualTo(expected);
  }

  @Test
  void whatIsKnownToHaveHeldNeedNotBeKept() {
    Expression before = condition("evt.rawres >= 0 and user.name = root");
    Expression after = condition("(evt.rawres >= 0 and user.name = root) and not proc.name = cat");

    assertThat(judge(Hindsight.of(after, RuleSource.SYSCALL))).isEqualTo(Answer.FAILS);
    assertThat(judge(Hindsight.knowing(before, after, RuleSource.SYSCALL))).isEqualTo(Answer.FAILS);
    Expression other = condition("(evt.rawres >= 0 and user.name = root) and proc.name = cat");
    assertThat(judge(Hindsight.of(other, RuleSource.SYSCALL))).isEqualTo(Answer.UNKNOWN);
    assertThat(judge(Hindsight.knowing(before, other, RuleSource.SYSCALL))).isEqualTo(Answer.HOLDS);
  }
}
