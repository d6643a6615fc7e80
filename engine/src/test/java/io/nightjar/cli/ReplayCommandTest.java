package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.driver.Arg;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.EventEncoder;
import io.nightjar.driver.EventType;
import io.nightjar.driver.EventView;
import io.nightjar.driver.ProcessInfo;
import io.nightjar.driver.RecordedContainer;
import io.nightjar.driver.capture.CaptureFacts;
import io.nightjar.driver.capture.CaptureWriter;
import io.nightjar.driver.capture.Rotation;
import io.nightjar.store.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayCommandTest {
  private static final Instant START = Instant.parse("2026-11-20T02:00:00.000000001Z");
  private static final String ID = "ab".repeat(32);
  private static final ProcessInfo CAT =
      ProcessInfo.builder(20, 20)
          .name("cat")
          .args(List.of("cat", "/etc/shadow"))
          .userName("root")
          .container(new ContainerIdentity(ID, ""))
          .build();

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private TestShell shell;

  private String rules = "";
  private String capture = "";

  @BeforeEach
  void write() throws Exception {
    shell = new TestShell(folder);
    rules =
        Files.writeString(
                folder.resolve("rules.yaml"),
                """
                - rule: Shadow read
                  desc: test
                  condition: evt.type in (openat, open) and fd.name = /etc/shadow
                  output: shadow %proc.cmdline %user.name %container.name %evt.hostname
                  priority: WARNING
                  tags: [a]
                - rule: Removed
                  desc: test
                  condition: evt.type = unlink
                  output: removed %fs.path.name
                  priority: NOTICE
                """)
            .toString();
    capture = capture("a.njcap", "node-9").toString();
  }

  /** Five seconds: a file is opened at 0, 1 and 2, removed at 3, and opened at 4. */
  private Path capture(String name, String host) throws Exception {
    Path file = folder.resolve(name);
    CaptureFacts facts =
        new CaptureFacts(new TreeMap<>())
            .with(CaptureFacts.HOST, host)
            .with(CaptureFacts.EVENTS, "execve openat unlink");
    try (CaptureWriter writer =
        CaptureWriter.open(file, facts, Rotation.NONE, InstantSource.fixed(START))) {
      writer.processes(List.of(CAT));
      writer.container(
          new RecordedContainer(
              ID, "web", "", "", "", "", null, "web-0", "", "shop", new TreeMap<>()));
      EventEncoder encoder = new EventEncoder();
      for (int second = 0; second < 5; second++) {
        boolean removed = second == 3;
        EventView event =
            encoder
                .begin(removed ? EventType.UNLINK : EventType.OPENAT, nanos(second))
                .process(CAT)
                .text(Arg.PATH, removed ? "/tmp/a\u009b2Jb" : "/etc/shadow")
                .view();
        assertThat(writer.hasRoomFor(event)).isTrue();
        writer.event(event);
        writer.flush();
      }
      writer.kernelLosses(Map.of(EventType.OPENAT, 7L));
    }
    return file;
  }

  private static long nanos(int second) {
    return START.plusSeconds(second).getEpochSecond() * 1_000_000_000L + 1;
  }

  @Test
  void printsTheAlertsAsFalcoDoesAndThenASummary() {
    assertThat(shell.run("replay", capture, "--rules", rules)).isZero();
    assertThat(shell.out().lines())
        .hasSize(5)
        .startsWith(
            "02:00:00.000000001: Warning shadow cat /etc/shadow root web node-9"
                + " container_id=abababababab container_name=web"
                + " container_image_repository=<NA> container_image_tag=<NA>"
                + " k8s_pod_name=web-0 k8s_ns_name=shop")
        .element(3)
        .asString()
        .startsWith("02:00:03.000000001: Notice removed ")
        .doesNotContain("\u009b");
    assertThat(shell.err().replaceFirst("replayed in [0-9a-z]+", "replayed in 5ms"))
        .isEqualTo(
            """
            5 events from 2026-11-20T02:00:00Z to 2026-11-20T02:00:04Z (4s), replayed in 5ms
            5 alerts: 4 Warning, 1 Notice
              1  Removed
              4  Shadow read
            7 events lost while it was captured: an alert may be missing
            not in the capture, though rules are about them: open
            """);
  }

  @Test
  void theAlertsAreTheSameOnEveryRun() {
    shell.run("replay", capture, "--rules", rules, "--json");
    String first = shell.out();
    shell.run("replay", capture, "--rules", rules, "-o", "json");
    assertThat(shell.out()).isEqualTo(first);
  }

  @Test
  void jsonLinesAreFalcosAndHoldNothingThatATerminalObeys() throws Exception {
    assertThat(shell.run("replay", capture, "--rules", rules, "--json")).isZero();
    List<String> lines = shell.out().lines().toList();
    assertThat(lines).hasSize(5);
    JsonNode first = Json.MAPPER.readTree(lines.getFirst());
    assertThat(first.get("rule").asText()).isEqualTo("Shadow read");
    assertThat(first.get("hostname").asText()).isEqualTo("node-9");
    assertThat(first.get("time").asText()).isEqualTo("2026-11-20T02:00:00.000000001Z");
    assertThat(first.at("/output_fields/container.name").asText()).isEqualTo("web");
    assertThat(lines.get(3)).doesNotContain("\u009b");
    assertThat(Json.MAPPER.readTree(lines.get(3)).at("/output_fields/fs.path.name").asText())
        .contains("\u009b2J");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-20T02:00:01Z, 2026-11-20T02:00:03.5Z, 3",
    "+1s, +3s, 3",
    "+0s, +1h, 5",
    "2026-11-20T03:00:04, 2026-11-20T03:00:05, 1",
    "2027-01-01T00:00Z, 2027-01-02T00:00Z, 0"
  })
  void judgesTheTimeThatIsWantedOnly(String from, String to, int alerts) {
    assertThat(shell.run("replay", capture, "--rules", rules, "--from", from, "--to", to)).isZero();
    assertThat(shell.out().lines()).hasSize(alerts);
    assertThat(shell.err()).contains(alerts + (alerts == 1 ? " event" : " events"));
  }

  @Test
  void countsEventsByType() {
    assertThat(shell.run("replay", capture, "--rules", rules, "--stats")).isZero();
    assertThat(shell.err()).startsWith("EVENT   COUNT\nopenat  4\nunlink  1\n");
  }

  @Test
  void replaysSeveralFilesInTheOrderGiven() throws Exception {
    String other = capture("b.njcap", "node-8").toString();
    assertThat(shell.run("replay", other, capture, "--rules", rules)).isZero();
    List<String> lines = shell.out().lines().toList();
    assertThat(lines).hasSize(10);
    assertThat(lines.get(0)).contains("node-8");
    assertThat(lines.get(5)).contains("node-9");
    assertThat(shell.err()).contains("10 events of 2 files").contains("10 alerts");
  }

  @Test
  void aFileThatEndsEarlyIsJudgedToThereAndToldByTheExitCode() throws Exception {
    byte[] whole = Files.readAllBytes(Path.of(capture));
    Path cut = Files.write(folder.resolve("cut.njcap"), Arrays.copyOf(whole, whole.length - 400));
    assertThat(shell.run("replay", cut.toString(), "--rules", rules)).isEqualTo(1);
    assertThat(shell.out().lines()).isNotEmpty().hasSizeLessThan(6);
    assertThat(shell.err())
        .containsPattern("cut.njcap ends early at byte [0-9]+: ")
        .contains("every whole event before was judged");

    byte[] changed = whole.clone();
    changed[whole.length / 2] ^= 1;
    Path damaged = Files.write(folder.resolve("bad.njcap"), changed);
    assertThat(shell.run("replay", damaged.toString(), "--rules", rules)).isEqualTo(1);
    assertThat(shell.err()).containsPattern("bad.njcap is damaged at byte [0-9]+: the checksum");
  }

  @Test
  void refusesWhatIsNoCaptureBeforeAnythingIsPrinted() throws Exception {
    Path text = Files.writeString(folder.resolve("x\u001b[2J.txt"), "hello");
    assertThat(shell.run("replay", capture, text.toString(), "--rules", rules)).isEqualTo(2);
    assertThat(shell.out()).isEmpty();
    assertThat(shell.err())
        .contains("x\\x1b[2J.txt: neither a Nightjar capture")
        .doesNotContain("\u001b");
    assertThat(shell.run("replay", "absent.njcap", "--rules", rules)).isEqualTo(2);
    assertThat(shell.err()).contains("there is no file absent.njcap");
    assertThat(shell.run("replay", capture, "--rules", "absent.yaml")).isEqualTo(2);
    assertThat(shell.run("replay", capture, "--rules", rules, "--from", "+3")).isEqualTo(2);
    assertThat(shell.err()).contains("--from +3: not a duration");
    assertThat(shell.run("replay", capture, "--rules", rules, "--to", "three")).isEqualTo(2);
    assertThat(shell.err()).contains("--to three: write the time as");
    assertThat(shell.run("replay")).isEqualTo(2);
  }

  @Test
  void aCaptureWithoutEnvironmentsSaysSoToRulesThatNeedThem() throws Exception {
    String asking =
        Files.readString(Path.of(rules)).replace("%evt.hostname", "%proc.env[LD_PRELOAD]");
    Path own = Files.writeString(folder.resolve("env.yaml"), asking);
    assertThat(shell.run("replay", capture, "--rules", own.toString())).isZero();
    assertThat(shell.err())
        .contains("not in the capture, though rules are about them: environment variables");

    Path file = folder.resolve("d.njcap");
    CaptureFacts facts =
        new CaptureFacts(new TreeMap<>())
            .with(CaptureFacts.EVENTS, "openat open unlink")
            .with(CaptureFacts.ENVIRONMENT, "yes");
    CaptureWriter.open(file, facts, Rotation.NONE, InstantSource.fixed(START)).close();
    assertThat(shell.run("replay", file.toString(), "--rules", own.toString())).isZero();
    assertThat(shell.err()).doesNotContain("environment");
  }

  @Test
  void aCaptureForOtherRulesSaysSo() throws Exception {
    Path file = folder.resolve("c.njcap");
    CaptureFacts facts =
        new CaptureFacts(new TreeMap<>())
            .with(CaptureFacts.EVENTS, "openat open unlink")
            .with(CaptureFacts.FILTER, "container web alone")
            .with(CaptureFacts.RULES, "of others");
    CaptureWriter.open(file, facts, Rotation.NONE, InstantSource.fixed(START)).close();
    assertThat(shell.run("replay", file.toString(), "--rules", rules)).isZero();
    assertThat(shell.err())
        .contains("0 events, replayed in")
        .contains("no alert")
        .contains("what other rules needed")
        .contains("the capture holds container web alone");
  }
}
