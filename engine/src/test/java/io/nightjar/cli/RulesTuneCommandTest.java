package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.detect.Detection;
import io.nightjar.respond.ResponseState;
import io.nightjar.store.Json;
import io.nightjar.store.TestState;
import io.nightjar.tune.NoisyWeek;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rules tune}, beside a store that is open. */
class RulesTuneCommandTest {
  private static final Instant NIGHT = NoisyWeek.FROM.plus(Duration.ofHours(75));

  @TempDir Path folder;

  private final NoisyWeek week = new NoisyWeek();

  @SuppressWarnings("NullAway.Init")
  private TestShell shell;

  @SuppressWarnings("NullAway.Init")
  private TestState state;

  @BeforeEach
  void write() throws Exception {
    shell = new TestShell(folder);
    Path rules = Files.createDirectory(folder.resolve("rules"));
    Files.writeString(rules.resolve("rules.yaml"), NoisyWeek.RULES);
    Files.createDirectory(rules.resolve("cases"));
    Files.writeString(rules.resolve("cases/all.yaml"), NoisyWeek.CASES);
    week.probe();
    List<Detection> backups = week.backup();
    for (int i = 0; i < 5; i++) {
      week.respond("r-" + i, "shell", ResponseState.REJECTED, "kim", "", backups.get(i));
    }
    week.read(
        new NoisyWeek.Act(
            "registry.example/shop/web:1",
            "shop",
            "web",
            "web-1",
            "node-1",
            List.of("cat\u001b[2J", "sh"),
            "cat /etc/shadow",
            "/etc/shadow"),
        NIGHT);
    state = week.write(folder.resolve("state"));
  }

  @AfterEach
  void close() {
    state.close();
  }

  private int tune(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of(
                "rules",
                "tune",
                "--state",
                folder.resolve("state").toString(),
                "--rules",
                folder.resolve("rules").toString(),
                "--from",
                NoisyWeek.FROM.toString(),
                "--to",
                NoisyWeek.TO.toString()));
    line.addAll(List.of(more));
    return shell.run(line.toArray(String[]::new));
  }

  @Test
  void showsNoiseRareThingsAndProposals() {
    assertThat(tune()).isZero();

    String page = shell.out();
    assertThat(page)
        .contains("1,688 detections, 5 responses")
        .containsPattern("\\n96 +1,680 +10 +3 +7/7 +Sensitive file read +shop/probe")
        .contains("cat\\x1b[2J ← sh")
        .contains("denied 5 of 5 by people")
        .contains("2 proposed; together they silence")
        .contains("  silences  1,687 detections\n  gone      5 responses, denied 5\n");
    assertThat(page).doesNotContain("\u001b");
  }

  @Test
  void printsARuleFileThatRulesCheckTakes() throws Exception {
    assertThat(tune("-o", "yaml")).isZero();
    Path file = Files.writeString(folder.resolve("exceptions.yaml"), shell.out());
    Path rules = folder.resolve("rules");

    assertThat(shell.run("rules", "check", rules.toString(), file.toString())).isZero();
    assertThat(shell.out()).contains("3 rules, 3 enabled").contains("0 warnings");
    assertThat(tune("--with", file.toString())).isZero();
    assertThat(shell.out()).contains("1,687 detections").contains("no known attack is missed");
  }

  @Test
  void aFileThatHidesAttacksIsAnsweredByTheExitCode() throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("wide.yaml"),
            """
            - rule: Sensitive file read
              exceptions: [{name: shop, fields: k8s.ns.name, values: [shop]}]
              override: {exceptions: append}
            """);

    assertThat(tune("--with", file.toString(), "-o", "json")).isEqualTo(1);

    JsonNode json = Json.MAPPER.readTree(shell.out());
    assertThat(json.at("/trial/effect/silenced").asLong()).isEqualTo(1681);
    assertThat(json.at("/trial/effect/missed/0/attack").asText())
        .isEqualTo("Sensitive file read: cat reads the hashes");
  }

  @Test
  void printsJsonThatATerminalDoesNotObey() throws Exception {
    assertThat(tune("-o", "json")).isZero();

    String json = shell.out();
    assertThat(json).matches("[\\x20-\\x7e\\n]*");
    assertThat(Json.MAPPER.readTree(json).at("/report/together/silenced").asLong()).isEqualTo(1687);
  }

  @Test
  void replaysACaptureWithAndWithoutTheExceptions() throws Exception {
    Path log = folder.resolve("audit.log");
    String event =
        "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\",\"auditID\":\"1\",\"stage\":"
            + "\"ResponseComplete\",\"verb\":\"get\",\"user\":{\"username\":\"%s\"},"
            + "\"objectRef\":{\"resource\":\"secrets\",\"name\":\"a\",\"namespace\":\"ops\"},"
            + "\"requestReceivedTimestamp\":\"2026-03-01T03:00:00.000000Z\","
            + "\"stageTimestamp\":\"2026-03-01T03:00:00.000000Z\"}\n";
    Files.writeString(log, event.formatted("sync") + event.formatted("eve"));
    Path file =
        Files.writeString(
            folder.resolve("sync.yaml"),
            """
            - rule: Secret read
              exceptions: [{name: sync, fields: ka.user.name, values: [sync]}]
              override: {exceptions: append}
            """);

    assertThat(tune("--with", file.toString(), "--capture", log.toString())).isZero();
    assertThat(shell.out())
        .contains("events    2\n")
        .contains("alerts    2 now, 1 then\n")
        .contains("Secret read: 2 → 1\n");
  }

  @Test
  void whatMakesNoSenseIsAnsweredByWhatDoes() {
    assertThat(tune("--since", "soon", "--from", "")).isEqualTo(2);
    assertThat(tune("--with", folder.resolve("none.yaml").toString())).isEqualTo(1);
    assertThat(shell.err()).contains("none.yaml");
    assertThat(
            shell.run(
                "rules",
                "tune",
                "--state",
                folder.resolve("nowhere").toString(),
                "--rules",
                folder.resolve("rules").toString()))
        .isNotZero();
    assertThat(shell.err()).contains("no Nightjar has run with this state directory yet");
  }
}
