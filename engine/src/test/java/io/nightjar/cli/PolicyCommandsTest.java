package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.Golden;
import io.nightjar.LibraryCache;
import io.nightjar.store.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandsTest {

  private static final String RULE =
      """
      - rule: Shell in container
        desc: a shell
        condition: evt.type = execve and proc.name = sh
        output: shell %proc.name
        priority: WARNING
      """;

  private static final String EXPLAINED =
      """
      - macro: container
        condition: container.id != host
      - rule: Key read
        desc: a key
        condition: >
          evt.type in (open, openat) and evt.is_open_read = true and container
          and (fd.name startswith /root/.ssh/ or fd.name in (/a, /b, /c, /d))
          and not proc.name = sshd
        output: key %fd.name
        priority: WARNING
        exceptions:
          - name: backup
            fields: [proc.name, fd.name]
            values: [[tar, /a]]
      - rule: Miner started
        desc: a miner
        condition: >
          evt.type in (execve, execveat) and container and proc.exepath in (/bin/xmrig, /opt/xmrig)
        output: miner %proc.name
        priority: CRITICAL
        enforce: kill
      - rule: Every connect
        desc: all
        condition: evt.type = connect
        output: x
        priority: DEBUG
      - rule: Off
        desc: all
        condition: evt.type = unlink
        output: x
        priority: DEBUG
        enabled: false
      """;

  @TempDir Path folder;

  @Test
  void checksRulesAndListsWhereTheyStand() throws Exception {
    Path file = Files.writeString(folder.resolve("rules.yaml"), RULE);
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("rules", "check", file.toString())).isZero();
    assertThat(shell.out()).contains("1 rules, 1 enabled");
    assertThat(shell.run("rules", "list", file.toString())).isZero();
    assertThat(shell.out()).contains("Shell in container").contains("rules.yaml:1");
    assertThat(shell.run("rules", "list", "-o", "json", file.toString())).isZero();
    assertThat(Json.MAPPER.readTree(shell.out()).at("/0/priority").asText()).isEqualTo("warning");
  }

  @Test
  void explainsWhatTheKernelJudges() throws Exception {
    Path file = Files.writeString(folder.resolve("rules.yaml"), EXPLAINED);
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("rules", "explain", "key read", file.toString())).isZero();
    Golden.check(
        "src/test/resources/golden/rules-explain.txt",
        shell.out().replace(folder.toString(), "FOLDER"));
    assertThat(shell.run("rules", "explain", "--all", file.toString())).isZero();
    Golden.check("src/test/resources/golden/rules-explain-all.txt", shell.out());
    assertThat(shell.run("rules", "explain", "Key read", "-o", "json", file.toString())).isZero();
    assertThat(Json.MAPPER.readTree(shell.out()).at("/events/0/types/1").asText())
        .isEqualTo("openat");
    assertThat(shell.run("rules", "explain", "--all", "-o", "json", file.toString())).isZero();
    assertThat(Json.MAPPER.readTree(shell.out()).at("/rules/1/kill").asText()).isEqualTo("yes");
  }

  @Test
  void explainsNothingUnsafeAndKnowsWhatWasMeant() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("rules.yaml"), EXPLAINED.replace("Key read", "K\u202eey\u200b"));
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("rules", "explain", "K\u202eey\u200b", file.toString())).isZero();
    assertThat(shell.out()).doesNotContain("\u202e").contains("K\\u202eey\\u200b");
    assertThat(shell.run("rules", "explain", "Miner strated", file.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("did you mean \"Miner started\"");
    assertThat(shell.run("rules", "explain", "miner", file.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("there is \"Miner started\"");
  }

  @Test
  void tellsTheErrorsOfABrokenRuleWithTheirPlace() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("rules.yaml"), RULE.replace("proc.name = sh", "proc.nam = sh"));
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("rules", "check", file.toString())).isEqualTo(1);
    assertThat(shell.err()).contains("rules.yaml:3:").contains("proc.nam").contains("1 error");
  }

  @Test
  void tellsEverythingThatIsWrongInAllFilesAtOnce() throws Exception {
    Path first = Files.writeString(folder.resolve("a.yaml"), RULE.replace("WARNING", "WARNNG"));
    Path second =
        Files.writeString(
            folder.resolve("b.yaml"),
            RULE.replace("proc.name = sh", "proc.nam = sh and shel").replace("Shell", "Another"));
    Path third = Files.writeString(folder.resolve("c.yaml"), "- list: l\n  items: [a\n- x\n");
    Path good = Files.writeString(folder.resolve("d.yaml"), RULE.replace("Shell", "Third"));
    TestShell shell = new TestShell(folder);
    String[] check = {
      "rules", "check", first.toString(), second.toString(), third.toString(), good.toString()
    };
    assertThat(shell.run(check)).isEqualTo(1);
    String told = shell.err();
    assertThat(told)
        .contains("a.yaml:5:13: error: 'WARNNG' is not a priority")
        .contains("hint: did you mean Warning?")
        .contains("b.yaml:3:36: error: there is no field proc.nam")
        .contains("hint: did you mean proc.name?")
        .contains("b.yaml:3:54: error: there is no macro 'shel'")
        .contains("c.yaml:4:1: error: not valid YAML")
        .contains("4 errors");
    assertThat(told.lines().filter(line -> line.strip().equals("^"))).hasSize(4);
  }

  @Test
  void tellsProgramsWhatIsWrong() throws Exception {
    Path wrong = Files.writeString(folder.resolve("a.yaml"), RULE.replace("WARNING", "WARNNG"));
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("rules", "check", "-o", "json", wrong.toString())).isEqualTo(1);
    JsonNode verdict = Json.MAPPER.readTree(shell.out());
    assertThat(verdict.at("/usable").asBoolean(true)).isFalse();
    assertThat(verdict.at("/problems/0/severity").asText()).isEqualTo("error");
    assertThat(verdict.at("/problems/0/line").asInt()).isEqualTo(5);
    assertThat(verdict.at("/problems/0/hint").asText()).isEqualTo("did you mean Warning?");

    Path doubtful =
        Files.writeString(folder.resolve("b.yaml"), RULE.replace("evt.type = execve and ", ""));
    TestShell again = new TestShell(folder);
    assertThat(again.run("rules", "check", "-o", "json", doubtful.toString())).isZero();
    JsonNode doubts = Json.MAPPER.readTree(again.out());
    assertThat(doubts.at("/usable").asBoolean()).isTrue();
    assertThat(doubts.at("/problems/0/severity").asText()).isEqualTo("warning");
    assertThat(again.run("rules", "check", "--no-such-option")).isEqualTo(2);
  }

  @Test
  void listsFields() throws Exception {
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("rules", "fields", "--source", "syscall", "-o", "json")).isZero();
    JsonNode all = Json.MAPPER.readTree(shell.out());
    assertThat(all.size()).isGreaterThan(270);
    TestShell some = new TestShell(folder);
    assertThat(some.run("rules", "fields", "fd.*port")).isZero();
    assertThat(some.out())
        .contains("fd.sport")
        .contains("port")
        .contains("Port of the server.")
        .doesNotContain("fd.name");
    TestShell none = new TestShell(folder);
    assertThat(none.run("rules", "fields", "proc.nmae")).isEqualTo(2);
    assertThat(none.err()).contains("did you mean").contains("proc.name");
    assertThat(none.run("rules", "fields", "--source", "kernel")).isEqualTo(2);
    assertThat(none.err()).contains("syscall, k8s_audit");
  }

  @Test
  void readsTheConfiguredRulesWhereNoneAreNamed() throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("rules")).resolve("a.yaml"), RULE);
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("rules", "check")).isZero();
  }

  @Test
  void saysWhyARuleIsNotEvaluated() throws Exception {
    Path rules = Files.writeString(folder.resolve("rules.yaml"), RULE);
    Path config = Files.writeString(folder.resolve("n.yaml"), "falco: {priority: error}\n");
    TestShell shell = new TestShell(folder);
    String[] list = {"rules", "list", "--config", config.toString(), rules.toString()};
    assertThat(shell.run(list)).isZero();
    assertThat(shell.out()).contains("no: below priority Error");
    Files.writeString(config, "falco: {rules: [{disable: {rule: 'Shell*'}}]}\n");
    assertThat(shell.run(list)).isZero();
    assertThat(shell.out()).contains("no: switched off");
    Path falco =
        Files.writeString(
            folder.resolve("falco.yaml"), "priority: error\nrules_files: [" + rules + "]\n");
    assertThat(shell.run("rules", "list", "--falco-config", falco.toString())).isZero();
    assertThat(shell.out()).contains("no: below priority Error");
  }

  @Test
  void saysWhenACalendarChanges() {
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("calendar", "show", "night", "--next", "2")).isEqualTo(1);
    assertThat(shell.out())
        .isEqualTo(
            """
            night is off now, Fri 2026-11-20 12:00 CET
              on  from Fri 2026-11-20 22:00 CET
              off from Sat 2026-11-21 06:00 CET
            """);
    assertThat(shell.run("calendar", "show", "day")).isZero();
    assertThat(shell.run("calendar", "show", "nigt")).isEqualTo(2);
    assertThat(shell.err()).contains("there are day, night, weekend");
  }

  @Test
  void checksAndTestsThePlaybooks() throws Exception {
    LibraryCache.standInFor(folder.resolve(".cache/nightjar/playbooks"));
    TestShell shell = new TestShell(folder);
    String playbooks = Path.of("../playbooks").toString();
    assertThat(shell.run("playbook", "check", playbooks)).as(shell.err()).isZero();
    assertThat(shell.out()).contains("shell-in-container").contains("kubernetes:isolate-pod");
    assertThat(shell.run("playbook", "test", playbooks)).as(shell.err()).isZero();
    assertThat(shell.out()).contains(" passed, 0 failed");
  }

  @Test
  void tellsTheErrorsOfABrokenPlaybookWithTheirPlace() throws Exception {
    Path playbook = Files.createDirectories(folder.resolve("books/mine"));
    Files.writeString(playbook.resolve("playbook.drl"), "rule \"x\" when Detecton() then end\n");
    Files.writeString(
        playbook.resolve("playbook.yaml"), "title: t\nwhy: w\nowner: o\nmayAsk: []\n");
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("playbook", "check", folder.resolve("books").toString())).isEqualTo(1);
    assertThat(shell.err()).contains("playbook.drl:1:").contains("Detecton");
  }

  @Test
  void printsTheSchemasOfItsFiles() throws Exception {
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("playbook", "schema")).isZero();
    assertThat(shell.out())
        .isEqualTo(Files.readString(Path.of("../docs/schemas/playbook.schema.json")));
    assertThat(shell.run("playbook", "schema", "cases")).isZero();
    assertThat(shell.out())
        .isEqualTo(Files.readString(Path.of("../docs/schemas/playbook-cases.schema.json")));
    assertThat(shell.run("config", "schema")).isZero();
    assertThat(shell.out())
        .isEqualTo(Files.readString(Path.of("../docs/schemas/nightjar.schema.json")));
  }

  @Test
  void listsTheActionsAndTheLeastThatTheyNeed() throws Exception {
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("actions", "list")).isZero();
    assertThat(shell.out()).contains("kubernetes:isolate-pod").contains("D3-NI");
    assertThat(shell.run("actions", "list", "-o", "json")).isZero();
    assertThat(Json.MAPPER.readTree(shell.out()).at("/0/target").asText()).isNotEmpty();
    assertThat(shell.run("actions", "rbac")).isZero();
    Golden.check("src/test/resources/golden/cluster-role.yaml", shell.out());
    assertThat(shell.run("actions", "rbac", "kubernetes:isolate-pod", "--name", "n")).isZero();
    assertThat(shell.out()).contains("networkpolicies").contains("name: n\n");
    assertThat(shell.run("actions", "rbac", "kubernetes:isolate-pots")).isEqualTo(2);
    assertThat(shell.run("playbook", "rbac", "../playbooks")).isZero();
    assertThat(shell.out())
        .contains("networkpolicies", "deployments", "clusterrolebindings")
        .doesNotContain("secrets", "pods/exec");
    assertThat(shell.err()).contains("did you mean \"kubernetes:isolate-pod\"");
  }
}
