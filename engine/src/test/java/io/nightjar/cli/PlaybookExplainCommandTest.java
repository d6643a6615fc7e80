package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Golden;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaybookExplainCommandTest {

  private static final Path PLAYBOOKS = Path.of("../playbooks");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "credential-hunting",
        "crypto-miner",
        "drop-and-run",
        "escalation",
        "shell-in-container"
      })
  void readsAloudWhatAPlaybookDoes(String name) {
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("playbook", "explain", name, "--dir", PLAYBOOKS.toString())).isZero();
    Golden.check("src/test/resources/golden/playbook-explain-" + name + ".txt", shell.out());
  }

  @Test
  void understandsEveryConditionOfEveryPlaybook() throws Exception {
    List<String> all;
    try (Stream<Path> folders = Files.list(PLAYBOOKS)) {
      all = folders.filter(Files::isDirectory).map(Path::toString).sorted().toList();
    }
    assertThat(all).hasSizeGreaterThan(4);
    for (String each : all) {
      TestShell shell = new TestShell(folder);
      assertThat(shell.run("playbook", "explain", each)).as(shell.err()).isZero();
      assertThat(shell.out()).doesNotContain("for which holds").doesNotContain("then asks for");
    }
  }

  private String explained(String drl, String mayAsk) throws Exception {
    Path playbook = Files.createDirectories(folder.resolve("mine"));
    Files.writeString(playbook.resolve("playbook.drl"), drl);
    Files.writeString(
        playbook.resolve("playbook.yaml"),
        "title: t\nwhy: w\nowner: o\nmayAsk: [" + mayAsk + "]\nstage: ask\n");
    TestShell shell = new TestShell(folder);
    String file = playbook.resolve("playbook.drl").toString();
    assertThat(shell.run("playbook", "explain", file)).as(shell.err()).isZero();
    return shell.out();
  }

  @Test
  void saysWhatTheRulesSayAndNotTheComments() throws Exception {
    assertThat(
            explained(
                """
                // this rule deletes everything
                rule "a third pod"
                  calendars "weekend"
                when
                  $d : Detection( rule == "Shell", $ns : namespace, image.registry != "quay.io",
                                  priority >= Priority.ERROR, pod.label("tier") in ("prod", "live"),
                                  !privileged, process.ancestors contains "nginx" )
                  accumulate( Detection( rule == "Shell", namespace == $ns, $p : podUid,
                                         this before[0s,90s] $d );
                              $n : distinct($p); $n > 2 )
                  not ( Detection( rule == "Ok", namespace == $ns, this after[0s,10m] $d ) )
                then
                  respond.to($d).deletePod().because("x").needsApproval("10m").byTwoPeople();
                end
                """,
                "'kubernetes:delete-pod'"))
        .contains("stage: ask, so a person is asked before anything is done")
        .contains(
            "1. a detection of the rule \"Shell\", whose registry of the image is not \"quay.io\","
                + " whose priority is at least error, whose label \"tier\" of the pod is \"prod\""
                + " or \"live\", in a container that is not privileged, whose list of ancestors of"
                + " the process hold \"nginx\"")
        .contains(
            "2. more than 2 different values of the pod: a detection of the rule \"Shell\", with"
                + " the same namespace as 1, within the 90 seconds before 1")
        .contains(
            "3. no detection of the rule \"Ok\", with the same namespace as 1, within the 10"
                + " minutes after 1 (the rule waits until that is certain)")
        .contains("while it is weekend (on Saturday and Sunday, Europe/Berlin)")
        .contains("two different people must agree")
        .contains("it cannot be undone")
        .contains("- anything that cannot be undone, without a person who agrees")
        .doesNotContain("everything\n");
  }

  @Test
  void whoOnlyTellsPeopleChangesNothing() throws Exception {
    assertThat(
            explained(
                "rule \"x\" when $d : Detection() then respond.page($d, \"oncall\", \"y\"); end\n",
                ""))
        .contains("When there is a detection of any rule\n  then tells \"oncall\": \"y\"")
        .contains("- change anything: it only tells people");
  }

  @Test
  void tellsWhatIsWrongOrWasMeant() throws Exception {
    Path playbook = Files.createDirectories(folder.resolve("mine"));
    Files.writeString(playbook.resolve("playbook.drl"), "rule \"x\" when Detecton() then end\n");
    Files.writeString(playbook.resolve("playbook.yaml"), "title: t\nwhy: w\nowner: o\n");
    TestShell shell = new TestShell(folder);
    assertThat(shell.run("playbook", "explain", playbook.toString())).isEqualTo(1);
    assertThat(shell.err()).contains("playbook.drl:1:").contains("Detecton");
    String books = PLAYBOOKS.toString();
    assertThat(shell.run("playbook", "explain", "shell-in-contaner", "--dir", books)).isEqualTo(2);
    assertThat(shell.err()).contains("did you mean 'shell-in-container'?");
  }
}
