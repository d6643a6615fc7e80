package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Golden;
import io.nightjar.SampleResponses;
import io.nightjar.audit.AuditRecord;
import io.nightjar.config.ClusterConfig.Practice;
import io.nightjar.gate.Mode;
import io.nightjar.http.ControlServer;
import io.nightjar.http.EventFeed;
import io.nightjar.http.FakeBackend;
import io.nightjar.http.Permission;
import io.nightjar.http.Reply;
import io.nightjar.http.Route;
import io.nightjar.http.TestServers;
import io.nightjar.playbook.Made;
import io.nightjar.store.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

  @TempDir Path folder;

  private final FakeBackend backend =
      new FakeBackend()
          .add(
              SampleResponses.waiting(),
              SampleResponses.succeeded(),
              SampleResponses.denied(),
              SampleResponses.undoRefused());

  @SuppressWarnings("NullAway.Init")
  private TestShell shell;

  @SuppressWarnings("NullAway.Init")
  private ControlServer server;

  private String state = "";

  @BeforeEach
  void start() throws IOException {
    shell = new TestShell(folder);
    state = folder.resolve("state").toString();
    backend.detections.add(SampleResponses.detection());
    for (String kind :
        new String[] {"response.requested", "response.allowed", "response.succeeded"}) {
      backend.audit.add(
          new AuditRecord(
              backend.audit.size(),
              SampleResponses.THREE.plusMillis(10L * backend.audit.size()),
              kind,
              "r-5f3c9a1b2c3d4e5f",
              "nightjar",
              Json.MAPPER.createObjectNode()));
    }
    backend.further.add(Route.get("/agents", Permission.VIEW, call -> Reply.ok(List.of())));
    server = TestServers.start(Path.of(state), backend, new EventFeed(10));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void listsResponsesAsATable() {
    assertThat(shell.run("responses", "list", "--state", state)).isZero();
    Golden.check("src/test/resources/golden/responses-list.txt", shell.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"responses", "detections"})
  void listsMoreOfEachAsAWideTable(String what) {
    assertThat(shell.run(what, "list", "-o", "wide", "--state", state)).isZero();
    Golden.check("src/test/resources/golden/" + what + "-list-wide.txt", shell.out());
  }

  @Test
  void printsTonightOnceWhereNobodyWatches() {
    assertThat(shell.run("top", "--state", state)).isZero();
    assertThat(shell.out())
        .startsWith("nightjar on node-1  2026-11-20 03:00:00  mode enforce")
        .contains("WAITS FOR A PERSON  1", "r-77ab00c1d2e3", "RESPONSES  3")
        .doesNotContain("\u001b");
    assertThat(shell.run("top", "--every", "0", "--state", state)).isEqualTo(2);
    assertThat(shell.err()).contains("--every takes whole seconds, 1 or more, not 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"r-5f3c", "r-77ab00", "r-0bad"})
  void tellsTheStoryOfAResponse(String id) {
    assertThat(shell.run("responses", "show", id, "--state", state)).isZero();
    Golden.check(
        "src/test/resources/golden/responses-show-" + id + ".txt",
        shell.out().replace(state, "STATE"));
  }

  @Test
  void printsJsonAndYamlThatReadBack() throws Exception {
    backend.detections.set(0, SampleResponses.detection("ü" + SampleResponses.ESCAPE + "\u007f"));
    assertThat(shell.run("detections", "list", "-o", "json", "--state", state)).isZero();
    String json = shell.out();
    assertThat(json).matches("[\\x20-\\x7e\\n]*");
    assertThat(Json.MAPPER.readTree(json).at("/0/process/commandLine").asText())
        .isEqualTo("ü" + SampleResponses.ESCAPE + "\u007f");
    assertThat(shell.run("detections", "list", "-o", "yaml", "--state", state)).isZero();
    String yaml = shell.out();
    assertThat(yaml).matches("[\\x20-\\x7e\\n]*").contains("- id: d-11aa22bb33cc");
  }

  @Test
  void filtersWhatWaits() {
    shell.run("responses", "list", "--waiting", "--state", state);
    assertThat(shell.out().lines()).hasSize(2).last().asString().startsWith("r-77ab00c1d2e3");
  }

  @Test
  void approvesInTheNameOfTheUserWithAComment() {
    assertThat(shell.run("responses", "approve", "r-77ab00", "-m", "go", "--state", state))
        .isZero();
    assertThat(backend.told).containsExactly("approve r-77ab00c1d2e3f405 kim: go");
    assertThat(shell.run("responses", "deny", "r-77ab00", "--as", "lee", "--state", state))
        .isZero();
    assertThat(backend.told).last().isEqualTo("deny r-77ab00c1d2e3f405 lee: ");
  }

  @ParameterizedTest
  @CsvSource({
    "approve, r-5f3c, 1, it waits for nobody",
    "approve, r-77ab, 2, may mean",
    "undo, r-none, 2, no response starts with"
  })
  void saysNoWithAnExitCode(String verb, String id, int code, String message) {
    assertThat(shell.run("responses", verb, id, "--state", state)).isEqualTo(code);
    assertThat(shell.err()).contains(message);
  }

  @Test
  void saysThatNoneRuns() {
    server.close();
    assertThat(shell.run("responses", "approve", "r-1", "--state", state)).isEqualTo(3);
    assertThat(shell.err()).contains("no Nightjar runs with the state folder " + state);
  }

  @Test
  void refusesWhatItDoesNotUnderstand() {
    assertThat(shell.run("responses", "list", "--stat", state)).isEqualTo(2);
    assertThat(shell.err()).contains("--stat").contains("--help says more").hasLineCount(3);
    assertThat(shell.run("responses")).isEqualTo(2);
    assertThat(shell.err()).contains("Commands:");
    assertThat(shell.run("responses", "list", "--in", "failled")).isEqualTo(2);
    assertThat(shell.err()).contains("did you mean \"failed\"");
    assertThat(shell.run("responses", "list", "--in", "\u001b[2J")).isEqualTo(2);
    assertThat(shell.err()).contains("\\x1b[2J").doesNotContain("\u001b");
    assertThat(shell.run("run", "--mode", "harder")).isEqualTo(2);
    assertThat(shell.run("run", "--at", "three")).isEqualTo(2);
    assertThat(shell.run("run", "--practice", "--kubeconfig", "x")).isEqualTo(2);
    assertThat(shell.run("killswitch", "on", "--state", state)).isEqualTo(2);
  }

  @Test
  void turnsTheKillSwitchAndTellsItByTheExitCode() {
    assertThat(shell.run("killswitch", "status", "--state", state)).isEqualTo(1);
    assertThat(shell.run("killswitch", "on", "-m", "wrong pods", "--state", state)).isZero();
    assertThat(shell.out()).contains("on: nothing is executed (by kim: wrong pods)");
    assertThat(shell.run("killswitch", "status", "--state", state)).isZero();
    assertThat(shell.run("killswitch", "off", "-m", "fixed", "--state", state)).isZero();
  }

  @Test
  void tellsHowTheEngineIs() {
    assertThat(shell.run("status", "--state", state)).isZero();
    Golden.check("src/test/resources/golden/status.txt", shell.out());
    backend.losses.put("ring 0", 7L);
    assertThat(shell.run("status", "--state", state)).isEqualTo(1);
  }

  @Test
  void tellsWhatCouldNotBeReloaded() {
    assertThat(shell.run("reload", "--state", state)).isZero();
    assertThat(shell.out()).contains("nothing changed since it was last loaded");
    backend.reloadChanges.add("rule added: Miner\u001b[2J");
    assertThat(shell.run("reload", "--state", state)).isZero();
    assertThat(shell.out()).contains("  rule added: Miner\\x1b[2J");
    backend.reloadProblems.add("playbooks/a/playbook.drl:3:1: unknown fact");
    assertThat(shell.run("reload", "--state", state)).isEqualTo(1);
    assertThat(shell.err()).contains("playbook.drl:3:1").contains("last good one stays in force");
  }

  @Test
  void startsTheEngineWithWhatTheCommandLineSays() {
    assertThat(
            shell.run(
                "run",
                "--practice",
                "--at",
                "2026-11-20T03:00",
                "--mode",
                "dry-run",
                "--port",
                "0",
                "--state",
                "/s",
                "--rules",
                "a",
                "--rules",
                "b"))
        .isZero();
    RunOptions options = shell.started();
    assertThat(options.configuration().mode()).isEqualTo(Mode.DRY_RUN);
    assertThat(options.configuration().cluster().practice()).isEqualTo(Practice.ALWAYS);
    assertThat(options.configuration().rules()).containsExactly(Path.of("a"), Path.of("b"));
    assertThat(options.configuration().state()).isEqualTo(Path.of("/s"));
    assertThat(options.clockOffset()).isEqualTo(Duration.ofHours(-9));
    assertThat(options.clock().instant()).isEqualTo(Instant.parse("2026-11-20T02:00:00Z"));
  }

  @Test
  void refusesABrokenConfigurationAndReadsItAgainLater() throws Exception {
    Path file = Files.writeString(folder.resolve("nightjar.yaml"), "mod: enforce\n");
    assertThat(shell.run("run", "--config", file.toString())).isEqualTo(2);
    assertThat(shell.err()).contains("nightjar.yaml:1:1: mod: unknown key").contains("\"mode\"");
    Files.writeString(file, "mode: dry-run\n");
    assertThat(shell.run("run", "--config", file.toString(), "--port", "7")).isZero();
    Files.writeString(file, "mode: enforce\n");
    assertThat(shell.started().reread().configuration().mode()).isEqualTo(Mode.ENFORCE);
    assertThat(shell.started().reread().configuration().http().listen().port()).isEqualTo(7);
  }

  @Test
  void printsABannerThatNamesThePracticeCluster() {
    String banner =
        Banner.render(
            backend.status(),
            Made.BUILT,
            Path.of("/var/lib/nightjar"),
            URI.create("http://127.0.0.1:2804"),
            Path.of("/var/lib/nightjar/practice.kubeconfig"),
            Duration.ofHours(-9),
            shell.shell);
    Golden.check("src/test/resources/golden/banner.txt", banner);
  }

  @Test
  void helpNamesEveryCommandWithExamples() {
    assertThat(shell.run("--help")).isZero();
    StringBuilder help = new StringBuilder(shell.out());
    for (String command :
        new String[] {"run", "capture", "replay", "responses", "audit", "killswitch", "rules"}) {
      assertThat(shell.run(command, "--help")).isZero();
      help.append("\n---- nightjar ").append(command).append("\n\n").append(shell.out());
    }
    Golden.check("src/test/resources/golden/help.txt", help.toString());
  }

  @Test
  void completionNamesTheCommands() {
    assertThat(shell.run("completion", "bash")).isZero();
    assertThat(shell.out()).contains("responses").contains("killswitch").contains("complete -F");
  }

  @Test
  void aLinkForOnePersonStandsAloneOnItsLine() {
    int exit = shell.run("responses", "link", "r-77ab00", "--for", "anna", "--state", state);
    assertThat(exit).isZero();
    assertThat(shell.out()).startsWith(server.url() + "/answer/").hasLineCount(1);
    assertThat(shell.err()).contains("For anna alone, once, until");
    assertThat(backend.told).anyMatch(told -> told.startsWith("link r-77ab00"));
  }
}
