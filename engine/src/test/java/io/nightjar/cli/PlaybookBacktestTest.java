package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.audit.Hash;
import io.nightjar.detect.Detection;
import io.nightjar.practice.PracticeCluster;
import io.nightjar.practice.Seed;
import io.nightjar.practice.http.Fault;
import io.nightjar.rehearse.Past;
import io.nightjar.store.Journal;
import io.nightjar.store.Json;
import io.nightjar.store.TestState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookBacktestTest {

  private static final String ISOLATE =
      """
      rule "a shell"
      when
        $d : Detection( rule == "Terminal shell in container" )
      then
        respond.to($d).isolatePod().because("shell in {pod}").undoAfter("2h");
      end
      """;
  private static final String ASK =
      """
      rule "a package manager"
      when
        $d : Detection( rule == "Package management" )
      then
        respond.to($d).scaleToZero().because("packages in {pod}")
            .needsApproval("10m").byGroup("oncall").escalateAfter("5m", "lead");
        respond.page($d, "chat", "packages in {pod}");
      end
      """;

  private static final String SEEN =
      """
      rule "seen"
      when
        $d : Detection( rule == "Seen" )
      then
        respond.page($d, "chat", "seen in {namespace}");
        respond.to($d).isolatePod().because("seen");
      end
      """;

  @TempDir Path folder;
  private Path state = Path.of("");
  private Path playbooks = Path.of("");
  private TestShell shell = new TestShell(Path.of(""));

  @BeforeEach
  void aPast() throws Exception {
    state = folder.resolve("state");
    playbooks = folder.resolve("playbooks");
    shell = new TestShell(folder);
    Past.write(playbooks, Map.of("isolate", ISOLATE, "ask", ASK));
    List<Detection> past = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      past.add(Past.shell("s" + i, i % 20, Duration.ofMinutes(10L * i)));
      past.add(Past.detection("p" + i, "Package management", i % 3, Duration.ofMinutes(10L * i)));
      past.add(Past.detection("o" + i, "Something else", i % 3, Duration.ofMinutes(10L * i)));
    }
    try (TestState open = TestState.open(state)) {
      new Journal(open.database(), () -> Past.START).append(past);
    }
  }

  private int run(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of("playbook", "backtest", playbooks.toString(), "--state", state.toString()));
    words.addAll(List.of(more));
    return shell.run(words.toArray(String[]::new));
  }

  private JsonNode json(String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("-o", "json"));
    words.addAll(List.of(more));
    assertThat(run(words.toArray(String[]::new))).as(shell.err()).isZero();
    return Json.MAPPER.readTree(shell.out());
  }

  @Test
  void tellsWhatWouldHaveBeenDoneAndWhoWouldHaveBeenAsked() throws Exception {
    assertThat(run()).as(shell.err()).isZero();
    String table = shell.out();
    assertThat(table).contains("180 detections, 60 of rules that no playbook looks at");
    JsonNode summary = json("--run-on", "1h").path("summary");
    assertThat(summary.at("/rulings/allowed").asLong()).isPositive();
    assertThat(summary.at("/ends/expired").asLong()).isPositive();
    assertThat(summary.at("/ends/undone").asLong()).isPositive();
    assertThat(summary.path("people").toString()).contains("oncall", "lead", "chat");
  }

  @Test
  void theSameBytesOnRepeatInEveryForm() {
    for (String form : List.of("table", "json", "html")) {
      assertThat(run("-o", form, "--run-on", "1h")).as(shell.err()).isZero();
      String once = shell.out();
      assertThat(run("-o", form, "--run-on", "1h")).isZero();
      assertThat(shell.out()).isEqualTo(once).hasSizeGreaterThan(1000);
    }
  }

  @Test
  void theStoreIsOnlyRead() throws Exception {
    Map<String, String> before = files();
    assertThat(before).isNotEmpty();
    assertThat(before.containsKey("nightjar.db"))
        .isEqualTo(Files.exists(state.resolve("nightjar.db")));
    assertThat(run("--approve", "as-recorded")).as(shell.err()).isZero();
    assertThat(files()).isEqualTo(before);
  }

  /**
   * Hash of every file of the state folder; SQLite's index of a log that is empty is no content.
   */
  private Map<String, String> files() throws Exception {
    Map<String, String> hashes = new TreeMap<>();
    try (Stream<Path> all = Files.list(state)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (!name.endsWith("-shm") && Files.size(file) > 0) {
          hashes.put(name, Hash.sha256(Files.readAllBytes(file)).hex());
        }
      }
    }
    return hashes;
  }

  @Test
  void noClusterIsEverAskedToChangeAnything() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (PracticeCluster cluster = PracticeCluster.start(Seed.shop("node-1"), 0)) {
      cluster
          .faults()
          .next(
              Integer.MAX_VALUE,
              request -> {
                asked.add(request.verb() + " " + request.path());
                return !List.of("get", "list", "watch").contains(request.verb());
              },
              new Fault.Refuse(403, "Forbidden", 0));
      Path kubeconfig = folder.resolve("kubeconfig");
      cluster.writeKubeconfig(kubeconfig);
      Path config = folder.resolve("nightjar.yaml");
      Files.writeString(
          config, "mode: enforce\ncluster:\n  kubeconfig: " + kubeconfig + "\n  practice: never\n");
      assertThat(run("--config", config.toString(), "--approve", "always", "--run-on", "1d"))
          .as(shell.err())
          .isZero();
      assertThat(shell.out()).contains("succeeded", "undone");
      assertThat(asked).isEmpty();
      try (KubernetesClient client = cluster.client()) {
        assertThatThrownBy(() -> client.pods().inNamespace("shop").withName("x").delete())
            .isInstanceOf(KubernetesClientException.class);
      }
      assertThat(asked).as("the watch works").isNotEmpty();
    }
  }

  @Test
  void whatCannotBeReadIsToldWithItsRowAndTheRestIsRehearsed() throws Exception {
    TestState.tamper(state, "UPDATE detections SET json = 'no json' WHERE seq = 7");
    TestState.tamper(
        state,
        "UPDATE detections SET json = replace(json, '\"tags\":[', '\"x\":[') WHERE seq = 10");
    TestState.tamper(
        state, "UPDATE detections SET time_millis = time_millis + 5000 WHERE seq = 13");
    assertThat(run("-o", "json")).isEqualTo(ExitCode.NEGATIVE);
    JsonNode summary = Json.MAPPER.readTree(shell.out()).path("summary");
    assertThat(summary.at("/counts/unreadable").asLong()).isEqualTo(3);
    assertThat(summary.path("unreadable").toString()).contains("row 7 ", "row 10 ", "row 13 ");
    assertThat(summary.at("/counts/detections").asLong()).isEqualTo(177);
    assertThat(summary.at("/rulings/allowed").asLong()).isPositive();
  }

  @Test
  void whatWasSaidThenIsSaidAgain() throws Exception {
    JsonNode never = json().path("summary");
    JsonNode always = json("--approve", "always").path("summary");
    assertThat(never.at("/ends/succeeded").asLong())
        .isLessThan(always.at("/ends/succeeded").asLong());
    assertThat(json("--approve", "as-recorded").path("summary").path("ends"))
        .as("nobody was asked then")
        .isEqualTo(never.path("ends"));
  }

  @Test
  void aSpanAndASinglePlaybookCanBeChosen() throws Exception {
    JsonNode hour = json("--since", "1h", "--playbook", "isolate").path("summary");
    assertThat(hour.path("playbooks").toString()).isEqualTo("[\"isolate\"]");
    assertThat(hour.path("from").asText()).isEqualTo("2026-11-20T08:20:00Z");
    assertThat(hour.at("/rulings/allowed").asLong() + hour.at("/rulings/joined").asLong())
        .as("what was asked for in the hour before it does not count")
        .isEqualTo(7);
    String file = playbooks.resolve("ask/playbook.drl").toString();
    assertThat(json("--playbook", file).at("/summary/playbooks/0").asText()).isEqualTo("ask");
    assertThat(run("--playbook", "nobody")).isEqualTo(ExitCode.USAGE);
    assertThat(shell.err()).contains("there is no playbook \"nobody\"");
  }

  private JsonNode captured(String rule, Path capture) throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.yaml"),
            "- rule: Seen\n  desc: a test\n  output: seen\n  priority: WARNING\n" + rule);
    Path config =
        Files.writeString(
            folder.resolve("nightjar.yaml"), "rules: [" + rules + "]\nmode: enforce\n");
    Past.write(folder.resolve("seen"), Map.of("seen", SEEN));
    String[] words = {
      "playbook",
      "backtest",
      folder.resolve("seen").toString(),
      "--capture",
      capture.toString(),
      "--config",
      config.toString(),
      "-o",
      "json"
    };
    assertThat(shell.run(words)).as(shell.err()).isZero();
    return Json.MAPPER.readTree(shell.out());
  }

  @Test
  void aCaptureIsRehearsedThroughTheRules() throws Exception {
    Path scap = folder.resolve("cat_write.scap");
    Files.copy(
        Path.of("..", "rules", "src", "test", "resources", "io", "nightjar", "rules")
            .resolve("cat_write.scap"),
        scap);
    JsonNode json = captured("  condition: evt.type = open and proc.name = cat\n", scap);
    assertThat(json.at("/summary/counts/pages").asLong()).isPositive();
    assertThat(json.at("/summary/counts/notPossible").asLong())
        .as("it ran outside of a pod")
        .isPositive();
  }

  @Test
  void anAuditLogIsRehearsedThroughTheRules() throws Exception {
    Path log =
        Files.writeString(
            folder.resolve("audit.log"),
            """
            {"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a1","stage":"ResponseComplete",\
            "verb":"get","user":{"username":"kim"},\
            "objectRef":{"resource":"secrets","namespace":"shop","name":"db"},\
            "stageTimestamp":"2026-11-20T03:00:00.000000Z"}
            """);
    JsonNode json = captured("  condition: ka.verb = get\n  source: k8s_audit\n", log);
    assertThat(json.path("entries").findValuesAsText("kind"))
        .containsExactlyInAnyOrder("page", "not-possible");
    assertThat(json.at("/entries/0/at").asText()).isEqualTo("2026-11-20T03:00:00Z");
  }
}
