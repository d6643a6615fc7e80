package io.nightjar.playbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Golden;
import io.nightjar.playbook.dialect.RuleNames;
import io.nightjar.playbook.dialect.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which rules of playbooks may join what happened on different workloads. */
class AcrossWorkloadsTest {

  private static boolean across(String conditions) {
    String drl = "rule \"r\"\nwhen\n" + conditions + "\nthen\nend\n";
    return RuleNames.of(new Source("p", drl)).looks().getFirst().across();
  }

  @Test
  void oneFactIsAboutOneWorkload() {
    assertThat(across("$d : Detection( rule == \"a\" )")).isFalse();
    assertThat(across("$u : ResponseUpdate( state == ResponseState.FAILED )")).isFalse();
  }

  @Test
  void aJoinByThePodStaysOnTheWorkloadWhereThereIsAPod() {
    assertThat(
            across(
                "$a : Detection( rule == \"a\", $pod : podUid, podUid != \"\" )"
                    + " $b : Detection( rule == \"b\", podUid == $pod, this after[0s,5m] $a )"))
        .isFalse();
    assertThat(
            across(
                "$a : Detection( rule == \"a\" )"
                    + " not ResponseUpdate( podUid == $a.podUid, podUid != \"\" )"))
        .isFalse();
    // processes of all nodes have no pod: that they have in common
    assertThat(
            across(
                "$a : Detection( rule == \"a\", $pod : podUid )"
                    + " $b : Detection( rule == \"b\", podUid == $pod )"))
        .isTrue();
  }

  @Test
  void everyOtherJoinMayGoAcross() {
    assertThat(
            across(
                "$a : Detection( rule == \"a\", $user : field(\"ka.user.name\") )"
                    + " $b : Detection( rule == \"b\", field(\"ka.user.name\") == $user )"))
        .isTrue();
    assertThat(
            across(
                "$a : Detection( rule == \"a\", $pod : podUid, podUid != \"\" )"
                    + " not Detection( rule == \"b\", podUid != $pod )"))
        .isTrue();
    assertThat(
            across(
                "$a : Detection( rule == \"a\", $pod : podUid, podUid != \"\" )"
                    + " $b : Detection( rule == \"b\", podUid == $pod || node == \"x\" )"))
        .isTrue();
  }

  @Test
  void aCountIsOfWhatItJoins() {
    String many =
        "$a : Detection( rule == \"a\", $pod : podUid, podUid != \"\", $ns : namespace )"
            + " accumulate( Detection( rule == \"a\", %s == %s, this before[0s,2m] $a );"
            + " $n : count(1); $n >= 3 )";
    assertThat(across(many.formatted("podUid", "$pod"))).isFalse();
    assertThat(across(many.formatted("namespace", "$ns"))).isTrue();
  }

  @Test
  void theBeginningOfACalendarIsEverywhere() {
    assertThat(across("$c : CalendarOpened( calendar == \"night\" )")).isTrue();
    assertThat(
            across(
                "$c : CalendarOpened( calendar == \"night\" )"
                    + " $i : Incident( openedAt before $c )"))
        .isFalse();
  }

  @Test
  void halvesTogetherAreTheWhole() {
    String shell =
        """
        rule "of one"
        when
          $d : Detection( rule == "shell", podUid != "" )
        then
          respond.to($d).isolatePod().because("shell");
        end

        rule "of many"
        when
          $a : Detection( rule == "shell", $node : node )
          $b : Detection( rule == "read", node == $node, this after[0s,5m] $a )
        then
          respond.to($b).isolatePod().because("both");
        end
        """;
    CompiledPlaybooks whole = TestPlaybooks.unchecked(Map.of("p", shell));
    assertThat(rules(whole.within())).containsExactly("of one");
    assertThat(rules(whole.across())).containsExactly("of many");
    assertThat(whole.across().looksAt().test("read")).isTrue();
    assertThat(whole.within().looksAt().test("read")).isFalse();
    List<SessionFact> facts =
        List.of(
            TestPlaybooks.fact("s", "shell", "web-1", TestPlaybooks.NOON),
            TestPlaybooks.fact("r", "read", "db-1", TestPlaybooks.NOON.plusSeconds(9)));
    List<String> halves = new ArrayList<>(decided(whole.within(), facts));
    halves.addAll(decided(whole.across(), facts));
    assertThat(halves).hasSize(2).containsExactlyInAnyOrderElementsOf(decided(whole, facts));
  }

  private static List<String> rules(CompiledPlaybooks playbooks) {
    return playbooks.playbooks().values().stream()
        .flatMap(playbook -> playbook.rules().stream())
        .toList();
  }

  private static List<String> decided(CompiledPlaybooks playbooks, List<SessionFact> facts) {
    List<Decision> decisions = new ArrayList<>();
    try (VirtualSession session =
        new VirtualSession(
            playbooks, TestPlaybooks.CALENDARS, SessionLimits.DEFAULT, TestPlaybooks.NOON)) {
      facts.forEach(fact -> decisions.addAll(session.insert(fact)));
    }
    return TestPlaybooks.ids(decisions);
  }

  /** What is decided in one place, however many engines there are. */
  @Test
  void theLibrarysRulesThatGoAcrossAreThoseOfTheDocument() throws IOException {
    StringBuilder found = new StringBuilder();
    int all = 0;
    int across = 0;
    try (Stream<Path> folders = Files.list(Path.of("../playbooks"))) {
      for (Path folder : folders.sorted().toList()) {
        Path file = folder.resolve("playbook.drl");
        if (!Files.exists(file)) {
          continue;
        }
        RuleNames names = RuleNames.of(new Source(file.toString(), Files.readString(file)));
        for (int i = 0; i < names.rules().size(); i++) {
          all++;
          if (names.looks().get(i).across()) {
            across++;
            found.append("- ").append(folder.getFileName()).append(": ");
            found.append(names.rules().get(i)).append('\n');
          }
        }
      }
    }
    Golden.checkBetween(
        "../docs/scale-out.md",
        "<!-- across begin -->",
        "<!-- across end -->",
        across + " of the library's " + all + " rules:\n\n" + found);
  }
}
