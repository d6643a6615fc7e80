package io.nightjar.rules.pushdown;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.driver.EventType;
import io.nightjar.driver.FilterClause;
import io.nightjar.driver.FilterClause.Scope;
import io.nightjar.driver.KernelFilter;
import io.nightjar.rules.Rule;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleMatching;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.language.SourceFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is derived from single conditions, said in the words of {@code rules explain}. */
class DerivationTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "container.id != host | in a container",
        "not container.id = host | in a container",
        "container.id = host | on the host",
        "container.id exists | all",
        "container.image startswith x | in a container",
        "not container.image startswith x | all",
        "evt.rawres >= 0 | succeeded",
        "evt.rawres < 0 | failed",
        "evt.rawres in (0, 1, 2) | succeeded, result is 0 or 1 or 2",
        "evt.failed = true | failed",
        "not evt.failed = true | succeeded",
        "evt.res in (EACCES, EPERM) | failed, result is EACCES or EPERM",
        "evt.res = SUCCESS | succeeded",
        "fd.num >= 0 | succeeded",
        "fd.num = -1 | failed",
        "evt.is_open_read = true | opened for reading",
        "evt.is_open_write = true | opened for writing",
        "evt.is_open_write = false | opened for reading only",
        "evt.arg.flags contains O_TRUNC | with O_TRUNC",
        "not evt.arg.flags contains O_TRUNC | without O_TRUNC",
        "evt.arg.flags contains O_TRUNC or evt.arg.flags contains O_CREAT | with O_TRUNC or"
            + " O_CREAT",
        "fd.typechar = f | is not a directory",
        "fd.name = /a | path is /a",
        "fd.name != /a | path is not /a",
        "not fd.name in (/a, /b) | path is not /a or /b",
        "fd.name startswith /etc/ | path starts with /etc/",
        "fd.name endswith /token and fd.name contains x | path ends with /token",
        "fd.name glob /dev/sd[a-z]* | path starts with /dev/sd",
        "fd.name pmatch (/etc) | path is /etc or starts with /etc/ or etc",
        "not fd.name pmatch (/etc) | path is not /etc and does not start with /etc/",
        "fd.directory = /etc | path starts with /etc/",
        "not fd.directory = /etc | all",
        "fd.filename in (a, b) | path is named a or b",
        "basename(fd.name) = a | path is named a",
        "fs.path.name = /a | succeeded, path is /a",
        "not fs.path.name = /a | failed + succeeded, path is not /a",
        "fd.name contains x | all",
        "proc.name = x | all",
        "evt.num = 0 | none",
        "not evt.num = 0 and proc.name = x | all",
        "evt.type = creat | none",
        "fs.path.target exists | none",
        "fd.name in (/a, /b) and fd.name startswith /a | path is /a",
        "fd.name = /a and fd.name in () | none",
        "fd.name = /a and evt.rawres >= 0 and evt.rawres < 0 | none"
      })
  void theKernelJudgesOpens(String condition, String judged) throws RuleErrors {
    assertThat(judged(EventType.OPENAT, condition)).isEqualTo(judged);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "connect | fd.typechar = u | family is a unix socket",
        "connect | fd.typechar in (4, 6) | family is IPv4 or IPv6",
        "connect | fd.name endswith /docker.sock and fd.typechar = u"
            + " | family is a unix socket, path ends with /docker.sock",
        "connect | fd.sport = 443 | family is IPv4 or IPv6, remote port is 443",
        "connect | fd.sip = 10.0.0.1 | family is IPv4 or IPv6",
        "connect | not fd.sip = 10.0.0.1 | all",
        "connect | fd.l4proto = udp | family is IPv4 or IPv6, protocol is default or UDP",
        "ptrace | evt.arg.request = PTRACE_ATTACH | request is PTRACE_ATTACH",
        "ptrace | not evt.arg.request startswith PTRACE_ | request is unknown",
        "chmod | evt.arg.mode contains S_ISUID or evt.arg.mode contains S_ISGID"
            + " | with S_ISGID or S_ISUID",
        "setuid | evt.rawarg.uid = 0 | effective id is 0",
        "setuid | evt.arg.uid = root | all",
        "rename | fs.path.target startswith /etc/ | succeeded, new path starts with /etc/",
        "rename | fd.name startswith /etc/ | none"
      })
  void theKernelJudgesOtherCalls(String type, String condition, String judged) throws RuleErrors {
    assertThat(judged(EventType.valueOf(type.toUpperCase(Locale.ROOT)), condition))
        .isEqualTo(judged);
  }

  @Test
  void aConditionThatWouldTakeTooManyClausesIsWeakened() throws RuleErrors {
    StringJoiner all = new StringJoiner(" and ");
    for (int i = 0; i < 12; i++) {
      all.add("(fd.name = /a" + i + " or evt.arg.flags contains O_TRUNC or fd.ino = " + i + ")");
    }
    KernelFilter filter = filter("evt.type = openat and container.id != host and " + all);
    assertThat(filter.clauses(EventType.OPENAT)).hasSizeBetween(1, Clauses.LIMIT);
    assertThat(filter.clauses(EventType.OPENAT))
        .allSatisfy(clause -> assertThat(clause.scope()).isEqualTo(Scope.CONTAINER));
  }

  @Test
  void onlyEnabledRulesCountAndSettingsOfEvaluationDoNot() throws RuleErrors {
    String two =
        rule("a", "evt.type = open and fd.name = /a")
            + rule("b", "evt.type = open and fd.name = /b")
            + rule("c", "evt.type = connect")
            + "  enabled: false\n";
    RuleSet rules = load(two);
    assertThat(rules.kernelFilter().types()).containsExactly(EventType.OPEN);
    assertThat(words(rules.kernelFilter(), EventType.OPEN)).isEqualTo("path is /a or /b");
    assertThat(rules.withMatching(RuleMatching.ALL).kernelFilter()).isEqualTo(rules.kernelFilter());
  }

  @Test
  void ofTheShippedRulesNoneHasACallSentWhole() throws RuleErrors {
    RuleSet rules = RuleLoader.load(List.of(Path.of("").toAbsolutePath()));
    for (Rule rule : rules.rules()) {
      assertThat(rule.pushdown().filter().types()).isEqualTo(rule.eventTypes());
    }
    for (EventType type : rules.kernelFilter().types()) {
      List<FilterClause> clauses = rules.kernelFilter().clauses(type);
      assertThat(clauses).as(type.callName()).hasSizeLessThan(16);
      assertThat(clauses)
          .as(type.callName())
          .allSatisfy(clause -> assertThat(clause.scope()).isEqualTo(Scope.CONTAINER));
    }
    for (EventType type : List.of(EventType.OPENAT, EventType.OPENAT2, EventType.CREAT)) {
      assertThat(rules.kernelFilter().clauses(type))
          .as("every open has to be of a path that a rule names")
          .allSatisfy(clause -> assertThat(clause.paths()).isNotEmpty());
    }
  }

  private static String judged(EventType type, String condition) throws RuleErrors {
    return words(
        filter("evt.type in (" + type.callName() + ", execve) and (" + condition + ")"), type);
  }

  private static String words(KernelFilter filter, EventType type) {
    List<FilterClause> clauses = filter.clauses(type);
    return clauses.isEmpty()
        ? "none"
        : clauses.stream()
            .map(clause -> ClauseText.of(clause, type))
            .sorted()
            .collect(Collectors.joining(" + "));
  }

  private static KernelFilter filter(String condition) throws RuleErrors {
    return load(rule("r", condition)).kernelFilter();
  }

  private static RuleSet load(String text) throws RuleErrors {
    return RuleLoader.loadSources(List.of(new SourceFile("r.yaml", text)), RuleSettings.DEFAULT);
  }

  private static String rule(String name, String condition) {
    return """
    - rule: %s
      desc: d
      condition: %s
      output: o
      priority: DEBUG
    """
        .formatted(name, '"' + condition + '"');
  }
}
