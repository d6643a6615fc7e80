package io.nightjar.tune;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.detect.Detection;
import io.nightjar.respond.ResponseState;
import io.nightjar.rules.RuleErrors;
import io.nightjar.rules.RuleLoader;
import io.nightjar.rules.RuleSet;
import io.nightjar.rules.RuleSettings;
import io.nightjar.rules.cases.CaseLoader;
import io.nightjar.rules.language.SourceFile;
import io.nightjar.store.Json;
import io.nightjar.store.TestState;
import io.nightjar.tune.Proposal.Standing;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Planted noise is proposed, planted attacks never, and the figures are exact. */
class TuningTest {
  private static final List<SourceFile> FILES =
      List.of(new SourceFile("rules.yaml", NoisyWeek.RULES));
  private static final Instant NIGHT = NoisyWeek.FROM.plus(Duration.ofHours(75));

  @TempDir Path folder;

  private final NoisyWeek week = new NoisyWeek();

  private Tuning tuning(TestState state, Window window) throws RuleErrors {
    RuleSet rules = RuleLoader.loadSources(FILES, RuleSettings.DEFAULT);
    return new Tuning(
        state.database(),
        window,
        FILES,
        rules,
        CaseLoader.loadSources(List.of(new SourceFile("cases.yaml", NoisyWeek.CASES))));
  }

  private Report report() throws SQLException, RuleErrors {
    try (TestState state = week.write(folder)) {
      return tuning(state, window()).propose(Limits.USUAL);
    }
  }

  private static Window window() {
    return new Window(NoisyWeek.FROM, NoisyWeek.TO, Set.of(), Set.of());
  }

  private Trial trial(String file) throws SQLException, RuleErrors {
    try (TestState state = week.write(folder)) {
      return tuning(state, window()).tryOut(List.of(new SourceFile("with.yaml", file)));
    }
  }

  private static NoisyWeek.Act act(String image, String pod, String command, String... lineage) {
    return new NoisyWeek.Act(
        image, "shop", "web", pod, "node-1", List.of(lineage), command, "/etc/shadow");
  }

  private static Proposal of(Report report, String image) {
    return report.proposals().stream()
        .filter(one -> one.noise().key().image().equals(image))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no proposal for " + image));
  }

  @Test
  void theNoiseIsProposedAndTheAttacksAreNot() throws Exception {
    week.probe();
    week.backup();
    NoisyWeek.Act attack =
        act("registry.example/shop/web:1", "web-1", "cat /etc/shadow", "cat", "sh");
    for (int i = 0; i < 500; i++) {
      week.read(attack, NIGHT.plusSeconds(i));
    }
    NoisyWeek.Act mimic =
        act("registry.example/shop/web:1", "web-1", "check --user root", "check", "sh", "runc");
    for (int i = 0; i < 3; i++) {
      week.read(mimic, NIGHT.plusSeconds(1000 + i));
    }
    NoisyWeek.Act elsewhere =
        new NoisyWeek.Act(
            NoisyWeek.PROBE + ":1.0",
            "payments",
            "probe",
            "probe-x",
            "node-1",
            List.of("check", "sh", "runc"),
            "check --user root",
            "/etc/shadow");
    week.read(elsewhere, NIGHT.plusSeconds(2000));
    NoisyWeek.Act within =
        new NoisyWeek.Act(
            NoisyWeek.PROBE + ":1.0",
            "shop",
            "probe",
            "probe-5d4f8c9b7d-2bx40",
            "node-0",
            List.of("check", "sh", "runc"),
            "check --user root",
            "/etc/gshadow");
    week.read(within, NIGHT.plusSeconds(3000));
    week.read(within, NIGHT.plusSeconds(3001));

    Report report = report();

    assertThat(report.seen().counted()).isEqualTo(1680 + 7 + 500 + 3 + 1 + 2);
    assertThat(report.proposals())
        .filteredOn(one -> one.standing() == Standing.PROPOSED)
        .extracting(one -> one.noise().key().image())
        .containsExactlyInAnyOrder(NoisyWeek.PROBE, NoisyWeek.BACKUP);
    Proposal probe = of(report, NoisyWeek.PROBE);
    assertThat(probe.effect().silenced()).isEqualTo(1680);
    assertThat(probe.effect().unjudged()).isZero();
    assertThat(probe.effect().missed()).isEmpty();
    assertThat(probe.noise().spread().pods()).isEqualTo(10);
    assertThat(probe.noise().spread().nodes()).isEqualTo(3);
    assertThat(probe.noise().spread().days()).isEqualTo(7);
    assertThat(probe.noise().spread().rhythm().words())
        .isEqualTo("steady like a health check: about 10 an hour");
    assertThat(of(report, NoisyWeek.BACKUP).noise().spread().rhythm().words())
        .isEqualTo("regular like a cron job: on most days at 2h UTC, at minute 0");
    assertThat(report.together().silenced()).isEqualTo(1687);
    assertThat(report.rare())
        .extracting(
            noise -> noise.key().namespace() + " " + noise.key().image() + " " + noise.count())
        .contains(
            "shop registry.example/shop/web 3",
            "payments " + NoisyWeek.PROBE + " 1",
            "shop " + NoisyWeek.PROBE + " 2");
  }

  @Test
  void theFileLoadsBehindTheRulesAndSilencesWhatItSays() throws Exception {
    week.probe();
    week.backup();

    Report report = report();
    String file = ProposalFile.of(report, false);

    assertThat(file)
        .contains(
            """
                  fields: ["container.image.repository", "k8s.ns.name", "container.name", "proc.exepath", "proc.name", "proc.pname", "proc.aname[2]", "proc.cmdline", "fd.name"]
                  comps: ["=", "=", "=", "=", "=", "=", "=", "=", "="]
                  values:
                    - ["registry.example/shop/probe", "shop", "probe", "/usr/bin/check", "check", "sh", "runc", "\\"check --user root\\"", "/etc/shadow"]
              override: {exceptions: append}
            """);
    Trial trial;
    try (TestState state = TestState.open(folder)) {
      trial = tuning(state, window()).tryOut(List.of(new SourceFile("with.yaml", file)));
    }
    assertThat(trial.effect().silenced()).isEqualTo(1687);
    assertThat(trial.effect().isDangerous()).isFalse();
  }

  @Test
  void anExceptionThatIsInForceIsNotProposedAgain() throws Exception {
    week.probe();
    String file = ProposalFile.of(report(), false);
    List<SourceFile> both = List.of(FILES.getFirst(), new SourceFile("mine.yaml", file));
    RuleSet rules = RuleLoader.loadSources(both, RuleSettings.DEFAULT);

    try (TestState state = TestState.open(folder)) {
      Report again =
          new Tuning(state.database(), window(), both, rules, List.of()).propose(Limits.USUAL);

      assertThat(again.seen().silent()).isEqualTo(1680);
      assertThat(again.seen().counted()).isZero();
      assertThat(again.proposals()).isEmpty();
    }
  }

  @Test
  void whatPeopleDeniedIsNoiseAndWhatTheyApprovedNever() throws Exception {
    List<Detection> probes = week.probe();
    List<Detection> backups = week.backup();
    for (int i = 0; i < 5; i++) {
      week.respond("r-" + i, "shell", ResponseState.REJECTED, "kim", "", backups.get(i));
    }
    week.respond("r-ok", "shell", ResponseState.SUCCEEDED, "lee", "lee", probes.get(700));

    Report report = report();

    Proposal backup = of(report, NoisyWeek.BACKUP);
    assertThat(backup.standing()).isEqualTo(Standing.PROPOSED);
    assertThat(backup.noise().said().words()).isEqualTo("5 responses, denied 5 of 5 by people");
    assertThat(backup.effect().gone()).hasSize(5).allMatch(gone -> gone.who().equals("kim"));
    Proposal probe = of(report, NoisyWeek.PROBE);
    assertThat(probe.standing()).isEqualTo(Standing.REFUSED);
    assertThat(probe.why()).containsExactly("people took it for real: 1 response, approved 1");
    assertThat(ProposalFile.of(report, true)).doesNotContain("probe").contains("denied 5 of 5");
  }

  @Test
  void whatAPersonAskedForIsTakenForReal() throws Exception {
    List<Detection> probes = week.probe();
    week.respond("r-1", "person:kim", ResponseState.SUCCEEDED, "", "", probes.get(3));

    assertThat(of(report(), NoisyWeek.PROBE).standing()).isEqualTo(Standing.REFUSED);
  }

  @Test
  void aKnownAttackInTheSameContainerMakesItDangerous() throws Exception {
    for (int hour = 0; hour < 168; hour++) {
      for (int pod = 0; pod < 5; pod++) {
        week.read(
            new NoisyWeek.Act(
                "registry.example/shop/tools:2",
                "shop",
                "tools",
                "tools-" + pod,
                "node-" + pod % 3,
                List.of("cat", "sh"),
                "cat /etc/shadow",
                "/etc/shadow"),
            NoisyWeek.FROM.plus(Duration.ofHours(hour)).plusSeconds(pod));
      }
    }

    Report report = report();

    Proposal tools = of(report, "registry.example/shop/tools");
    assertThat(tools.standing()).isEqualTo(Standing.DANGEROUS);
    assertThat(tools.effect().missed())
        .contains(
            new KnownAttacks.Missed(
                "Sensitive file read",
                "Sensitive file read: cat reads the hashes",
                "in container tools of registry.example/shop/tools:2 in shop"));
    assertThat(ProposalFile.of(report, false)).doesNotContain("tools");
    assertThat(ProposalFile.of(report, true)).contains("# DANGEROUS: ", "# MISSED ");
    assertThat(report.together().silenced()).isZero();
  }

  @Test
  void aCriticalRuleNeedsTheWordOfAPerson() throws Exception {
    for (int hour = 0; hour < 168; hour++) {
      for (int pod = 0; pod < 5; pod++) {
        week.mine(
            act(
                "registry.example/lab/pool:1",
                "pool-" + pod,
                "pool -o stratum+tcp://a",
                "pool",
                "sh"),
            NoisyWeek.FROM.plus(Duration.ofHours(hour)).plusSeconds(pod));
      }
    }

    Proposal pool = of(report(), "registry.example/lab/pool");

    assertThat(pool.standing()).isEqualTo(Standing.HELD_BACK);
    assertThat(pool.why()).singleElement().asString().startsWith("the rule is critical and nobody");
  }

  @Test
  void whatDiffersEachTimeIsNotSilencedByItsNameAlone() throws Exception {
    for (int hour = 0; hour < 168; hour++) {
      for (int pod = 0; pod < 5; pod++) {
        week.mine(
            act(
                "registry.example/lab/run:1",
                "run-" + pod,
                "run " + hour + " stratum",
                "run",
                "sh"),
            NoisyWeek.FROM.plus(Duration.ofHours(hour)).plusSeconds(pod));
      }
    }

    Proposal run = of(report(), "registry.example/lab/run");

    assertThat(run.standing()).isEqualTo(Standing.HELD_BACK);
    assertThat(run.fields()).doesNotContain("proc.cmdline").contains("proc.exepath");
    assertThat(run.why())
        .anyMatch(why -> why.startsWith("it differs each time in what it does (proc.cmdline)"));
  }

  @Test
  void onANodeNothingCanBeProposed() throws Exception {
    for (int hour = 0; hour < 168; hour++) {
      for (int node = 0; node < 5; node++) {
        week.read(
            new NoisyWeek.Act(
                "",
                "",
                "",
                "",
                "node-" + node,
                List.of("puppet", "systemd"),
                "puppet agent",
                "/etc/shadow"),
            NoisyWeek.FROM.plus(Duration.ofHours(hour)).plusSeconds(node));
      }
    }

    Proposal puppet = of(report(), "");

    assertThat(puppet.standing()).isEqualTo(Standing.REFUSED);
    assertThat(puppet.why()).singleElement().asString().startsWith("nothing that is known of it");
  }

  @Test
  void aRequestIsKnownByItsIdentity() throws Exception {
    for (int hour = 0; hour < 168; hour++) {
      week.request(
          "system:serviceaccount:ops:sync",
          "registry",
          NoisyWeek.FROM.plus(Duration.ofHours(hour)));
    }
    week.request("system:serviceaccount:ops:sync", "admin-token", NIGHT);
    week.request("eve", "registry", NIGHT);

    Report report = report();

    Proposal sync = of(report, "");
    assertThat(sync.standing()).isEqualTo(Standing.PROPOSED);
    assertThat(sync.rows())
        .containsExactly(
            new ExceptionRow(
                List.of("system:serviceaccount:ops:sync", "registry", "secrets", "get"), 168));
    assertThat(sync.effect().silenced()).isEqualTo(168);
  }

  @Test
  void valuesOfAnAttackerStayValues() throws Exception {
    String hostile = "check \" or evt.type exists or proc.name = \"x";
    String terminal = "check \u001b[2J";
    for (int hour = 0; hour < 168; hour++) {
      for (int pod = 0; pod < 5; pod++) {
        Instant time = NoisyWeek.FROM.plus(Duration.ofHours(hour)).plusSeconds(pod);
        week.read(act(NoisyWeek.PROBE + ":1", "p-" + pod, hostile, "check", "sh"), time);
        week.read(act(NoisyWeek.BACKUP + ":1", "p-" + pod, terminal, "check", "sh"), time);
      }
    }

    Report report = report();
    String file = ProposalFile.of(report, true);

    Proposal proposal = of(report, NoisyWeek.PROBE);
    assertThat(proposal.effect().silenced()).isEqualTo(840);
    assertThat(proposal.rows().getFirst().values()).contains(hostile);
    assertThat(file).matches("[\\x20-\\x7e\\n]*").doesNotContain(NoisyWeek.BACKUP);
    assertThat(of(report, NoisyWeek.BACKUP).standing()).isEqualTo(Standing.REFUSED);
  }

  @Test
  void aValueThatHoldsTheNameOfAListIsNotWritten() throws Exception {
    SourceFile list = new SourceFile("list.yaml", "- list: innocent\n  items: [\"x\"]\n");
    List<SourceFile> files = List.of(list, FILES.getFirst());
    for (int hour = 0; hour < 168; hour++) {
      for (int pod = 0; pod < 5; pod++) {
        Instant time = NoisyWeek.FROM.plus(Duration.ofHours(hour)).plusSeconds(pod);
        week.read(
            act(NoisyWeek.PROBE + ":1", "p-" + pod, "check innocent now", "check", "sh"), time);
      }
    }

    try (TestState state = week.write(folder)) {
      RuleSet rules = RuleLoader.loadSources(files, RuleSettings.DEFAULT);
      Report report =
          new Tuning(state.database(), window(), files, rules, List.of()).propose(Limits.USUAL);

      assertThat(of(report, NoisyWeek.PROBE).why())
          .containsExactly("its values cannot be written so that they mean what was seen");
    }
  }

  @Test
  void aGivenFileIsTriedAndWhatCannotBeJudgedIsToldNotGuessed() throws Exception {
    List<Detection> probes = week.probe();
    week.respond(
        "r-1", "shell", ResponseState.SUCCEEDED, "lee", "lee", probes.get(0), probes.get(1));
    week.respond("r-2", "shell", ResponseState.SUCCEEDED, "", "", probes.get(2));

    Trial wide =
        trial(
            """
            - rule: Sensitive file read
              exceptions: [{name: all, fields: proc.name, values: [check, cat]}]
              override: {exceptions: append}
            """);

    assertThat(wide.effect().silenced()).isEqualTo(1680);
    assertThat(wide.effect().gone())
        .extracting(Effect.Gone::response)
        .containsExactlyInAnyOrder("r-1", "r-2");
    assertThat(wide.effect().missed()).isNotEmpty();
    assertThat(wide.effect().isDangerous()).isTrue();
    try (TestState state = TestState.open(folder)) {
      String file =
          """
          - rule: Sensitive file read
            exceptions:
              - {name: x, fields: [proc.name, user.loginuid], values: [[check, 7], [login, 8]]}
            override: {exceptions: append}
          """;
      Trial unknown = tuning(state, window()).tryOut(List.of(new SourceFile("with.yaml", file)));
      assertThat(unknown.effect().silenced()).isZero();
      assertThat(unknown.effect().unjudged()).isEqualTo(1680);
    }
  }

  @Test
  void aRuleThatIsSwitchedOffSilencesAllOfIt() throws Exception {
    week.backup();

    Trial off =
        trial(
            """
            - rule: Sensitive file read
              enabled: false
              override: {enabled: replace}
            """);

    assertThat(off.effect().silenced()).isEqualTo(7);
    assertThat(off.effect().missed()).isNotEmpty();
  }

  @Test
  void theSameStoreGivesTheSameReport() throws Exception {
    week.probe();
    week.backup();
    String first = Json.write(report());

    try (TestState state = TestState.open(folder)) {
      assertThat(Json.write(tuning(state, window()).propose(Limits.USUAL))).isEqualTo(first);
    }
  }

  @Test
  void onlyTheWindowCounts() throws Exception {
    week.backup();

    try (TestState state = week.write(folder)) {
      Window window =
          new Window(
              NoisyWeek.FROM.plus(Duration.ofDays(2)),
              NoisyWeek.FROM.plus(Duration.ofDays(4)),
              Set.of("Sensitive file read"),
              Set.of("ops"));
      assertThat(tuning(state, window).propose(Limits.USUAL).seen().counted()).isEqualTo(2);
      Window other = new Window(NoisyWeek.FROM, NoisyWeek.TO, Set.of(), Set.of("shop"));
      assertThat(tuning(state, other).propose(Limits.USUAL).seen().counted()).isZero();
    }
  }

  @Test
  void anExceptionThatNamesAloneMeetIsToldAsLoose() throws Exception {
    week.probe();

    Trial loose =
        trial(
            """
            - rule: Sensitive file read
              exceptions:
                - {name: a, fields: proc.name, values: [check]}
                - name: b
                  fields: [k8s.ns.name, proc.name]
                  values: [[shop, probe]]
              override: {exceptions: append}
            """);

    assertThat(loose.effect().missed()).isEmpty();
    assertThat(loose.effect().loose())
        .containsExactly(new LooseExceptions.Loose("Sensitive file read", "proc.name in (check)"));
    assertThat(loose.effect().isDangerous()).isTrue();
  }
}
