package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.store.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Audit logs of Kubernetes, in the forms that they come in. */
class ReplayKubernetesAuditTest {
  private static final int TEN_MEBIBYTES = 10 << 20;

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private TestShell shell;

  private String rules = "";

  @BeforeEach
  void write() throws Exception {
    shell = new TestShell(folder);
    rules =
        Files.writeString(
                folder.resolve("audit.yaml"),
                """
                - rule: Secret read
                  desc: test
                  condition: ka.verb = get and ka.target.resource = secrets
                  output: secret %ka.target.name was read by %ka.user.name on %evt.hostname
                  priority: WARNING
                  source: k8s_audit
                  tags: [k8s]
                - rule: Anything deleted
                  desc: test
                  condition: ka.verb = delete
                  output: "%ka.target.name was deleted"
                  priority: ERROR
                  source: k8s_audit
                """)
            .toString();
  }

  /** Three seconds: a secret is read at 0, 1 and 2. */
  private static List<JsonNode> events() {
    return IntStream.range(0, 3).<JsonNode>mapToObj(second -> event("get", second)).toList();
  }

  private static ObjectNode event(String verb, int second) {
    ObjectNode event = Json.MAPPER.createObjectNode();
    event
        .put("kind", "Event")
        .put("apiVersion", "audit.k8s.io/v1")
        .put("level", "Metadata")
        .put("auditID", "id-" + second)
        .put("stage", "ResponseComplete")
        .put("verb", verb)
        .put("stageTimestamp", "2026-11-20T02:00:0%d.000000Z".formatted(second));
    event.putObject("user").put("username", "kim");
    event.putObject("objectRef").put("resource", "secrets").put("name", "s" + second);
    return event;
  }

  private static ObjectNode list(List<JsonNode> events) {
    ObjectNode list = Json.MAPPER.createObjectNode();
    list.put("kind", "EventList").put("apiVersion", "audit.k8s.io/v1").putObject("metadata");
    list.putArray("items").addAll(events);
    list.put("behind", "the items");
    return list;
  }

  private static String lines(List<JsonNode> events) {
    return events.stream().map(JsonNode::toString).collect(Collectors.joining("\n", "", "\n"));
  }

  private static String pretty(JsonNode json) {
    try {
      return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String inForm(String form) {
    ArrayNode array = Json.MAPPER.createArrayNode().addAll(events());
    return switch (form) {
      case "lines" -> lines(events());
      case "lines behind blank ones" -> "\n \n" + lines(events()).replace("\n", "\r\n");
      case "no end of line" -> lines(events()).strip();
      case "list in a line" -> list(events()).toString();
      case "lists, a line each" ->
          lines(List.of(list(events().subList(0, 2)), list(events().subList(2, 3))));
      case "list over lines" -> pretty(list(events()));
      case "list whose first line holds more" ->
          list(events()).toString().replace("{\"kind\":\"Event\"", "\n{\"kind\":\"Event\"");
      case "lists, one after another" ->
          pretty(list(events().subList(0, 2))) + "\n" + pretty(list(events().subList(2, 3)));
      case "array" -> array.toString();
      case "array over lines" -> pretty(array);
      case "events over lines" ->
          events().stream().map(ReplayKubernetesAuditTest::pretty).collect(Collectors.joining());
      default -> throw new IllegalArgumentException(form);
    };
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("audit.log"), text).toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lines",
        "lines behind blank ones",
        "no end of line",
        "list in a line",
        "lists, a line each",
        "list over lines",
        "list whose first line holds more",
        "lists, one after another",
        "array",
        "array over lines",
        "events over lines"
      })
  void theEventsAreTheSameInEveryForm(String form) throws Exception {
    String text = inForm(form);
    assertThat(shell.run("replay", file(text), "--rules", rules)).isZero();
    String told = shell.out();
    assertThat(told.lines())
        .hasSize(3)
        .first()
        .asString()
        .startsWith("02:00:00.000000000: Warning secret s0 was read by kim on ");
    assertThat(shell.err())
        .startsWith("3 events from 2026-11-20T02:00:00Z to 2026-11-20T02:00:02Z (2s), replayed in")
        .contains("3 alerts: 3 Warning\n  3  Secret read\n");

    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    }
    Path gzip = Files.write(folder.resolve("audit.log.gz"), packed.toByteArray());
    assertThat(shell.run("replay", gzip.toString(), "--rules", rules)).isZero();
    assertThat(shell.out()).isEqualTo(told);
  }

  @Test
  void jsonLinesHaveTheShapeOfFalcos() throws Exception {
    assertThat(shell.run("replay", file(inForm("lines")), "--rules", rules, "-o", "json")).isZero();
    JsonNode first = Json.MAPPER.readTree(shell.out().lines().toList().getFirst());
    assertThat(first.get("source").asText()).isEqualTo("k8s_audit");
    assertThat(first.get("rule").asText()).isEqualTo("Secret read");
    assertThat(first.get("priority").asText()).isEqualTo("Warning");
    assertThat(first.get("time").asText()).isEqualTo("2026-11-20T02:00:00.000000000Z");
    assertThat(first.at("/output_fields/ka.user.name").asText()).isEqualTo("kim");
    assertThat(first.at("/tags/0").asText()).isEqualTo("k8s");
  }

  @ParameterizedTest
  @CsvSource({
    "+1s, +1h, 2",
    "2026-11-20T02:00:01Z, 2026-11-20T02:00:01.5Z, 1",
    "2027-01-01T00:00Z, 2027-01-02T00:00Z, 0"
  })
  void judgesTheTimeThatIsWantedOnly(String from, String to, int alerts) throws Exception {
    String log = file(inForm("lines"));
    assertThat(shell.run("replay", log, "--rules", rules, "--from", from, "--to", to)).isZero();
    assertThat(shell.out().lines()).hasSize(alerts);
  }

  @Test
  void countsEventsByVerb() throws Exception {
    String log = file(lines(List.of(event("get", 0), event("delete", 1), event("get", 2))));
    assertThat(shell.run("replay", log, "--rules", rules, "--stats")).isZero();
    assertThat(shell.err())
        .startsWith("EVENT             COUNT\nk8s_audit get     2\nk8s_audit delete  1\n")
        .contains("3 alerts: 1 Error, 2 Warning");

    String hostile =
        IntStream.range(0, 200)
            .mapToObj(i -> event("\u001b[2J" + i, 0).toString())
            .collect(Collectors.joining("\n"));
    assertThat(shell.run("replay", file(hostile), "--rules", rules, "--stats")).isZero();
    assertThat(shell.err())
        .contains("k8s_audit \\x1b[2J0 ", "k8s_audit others ", "200 events")
        .doesNotContain("\u001b");
  }

  @Test
  void badLinesAreToldWithTheirNumbersAndSkipped() throws Exception {
    String log =
        file(
            event("get", 0)
                + "\n{\"kind\":\"Event\",\"auditID\"\n"
                + event("get", 1)
                + "\nhe\u001b[2Jllo\n{}\n[1]\n"
                + event("get", 2)
                + " {}\n\u0000\u0000\u00ff\u0000\n"
                + event("get", 3));
    assertThat(shell.run("replay", log, "--rules", rules)).isEqualTo(1);
    assertThat(shell.out().lines()).hasSize(3);
    assertThat(shell.err())
        .contains("audit.log: 6 entries that are no events were skipped")
        .contains("  line 2: no JSON: Unexpected ")
        .contains("  line 4: no JSON: Unrecognized token 'he\\x1b'")
        .contains("  line 5: no audit event: it lacks auditID, stage, or the time")
        .contains("  line 6: no audit event")
        .contains("  line 7: no JSON: more than one value in a line")
        .contains("  line 8: no JSON: ")
        .doesNotContain("line 9", "\u001b");
  }

  @Test
  void onlyTheFirstFewOfManyBadLinesAreNamed() throws Exception {
    String log = file(event("get", 0) + "\n" + "nothing\n".repeat(500));
    assertThat(shell.run("replay", log, "--rules", rules)).isEqualTo(1);
    assertThat(shell.err())
        .contains("500 entries", "line 11:", "and 490 more")
        .doesNotContain("line 12:");
  }

  @Test
  void aLineThatIsTooLongIsSkippedAndTheNextOneRead() throws Exception {
    String longLine =
        event("get", 0).put("userAgent", "x".repeat(TEN_MEBIBYTES)) + "\n" + event("get", 1);
    assertThat(shell.run("replay", file(longLine), "--rules", rules)).isEqualTo(1);
    assertThat(shell.out().lines()).hasSize(1).first().asString().contains("secret s1");
    assertThat(shell.err()).contains("line 1: longer than 10.0 MiB");

    // the tree of so many brackets would be a hundred times as large as its text
    String brackets = "[" + "[],".repeat(1 << 20) + "0]\n";
    String log = file(event("get", 0) + "\n" + brackets + event("get", 1));
    assertThat(shell.run("replay", log, "--rules", rules)).isEqualTo(1);
    assertThat(shell.out().lines()).hasSize(2);
    assertThat(shell.err()).contains("line 2: no JSON: ");
  }

  @Test
  void aListMayBeLongerThanTheLongestLine() throws Exception {
    JsonNode padded = event("get", 1).put("userAgent", "x".repeat(1 << 20));
    ObjectNode list = list(IntStream.range(0, 12).mapToObj(i -> padded).toList());
    assertThat(shell.run("replay", file(list.toString()), "--rules", rules)).isZero();
    assertThat(shell.out().lines()).hasSize(12);

    ObjectNode one =
        list(
            List.of(
                event("get", 0),
                event("get", 1).put("userAgent", "x".repeat(TEN_MEBIBYTES)),
                event("get", 2)));
    assertThat(shell.run("replay", file(pretty(one)), "--rules", rules)).isEqualTo(1);
    assertThat(shell.out().lines()).hasSize(2);
    assertThat(shell.err()).containsPattern("line [0-9]+: longer than 10.0 MiB");
  }

  @Test
  void aListThatEndsEarlyIsJudgedToThere() throws Exception {
    String whole = pretty(list(events()));
    String cut = whole.substring(0, whole.indexOf("s2"));
    assertThat(shell.run("replay", file(cut), "--rules", rules)).isEqualTo(1);
    assertThat(shell.out().lines()).hasSize(2);
    assertThat(shell.err())
        .contains("1 entry that is no event was skipped")
        .containsPattern("line [0-9]+: no JSON: Unexpected end-of-input.*cannot be read");

    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(inForm("lines").repeat(1000).getBytes(StandardCharsets.UTF_8));
    }
    byte[] all = packed.toByteArray();
    Path half = Files.write(folder.resolve("half.gz"), Arrays.copyOf(all, all.length / 2));
    assertThat(shell.run("replay", half.toString(), "--rules", rules)).isEqualTo(1);
    assertThat(shell.out().lines()).hasSizeBetween(100, 2900);
    assertThat(shell.err()).contains("half.gz cannot be read to its end: Unexpected end of ZLIB");
  }

  @Test
  void rulesOfSystemCallsAloneFindNothingAndThatIsSaid() throws Exception {
    Path own =
        Files.writeString(
            folder.resolve("own.yaml"),
            """
            - rule: Any program
              desc: test
              condition: evt.type = execve
              output: x
              priority: NOTICE
            """);
    String log = file(inForm("lines"));
    assertThat(shell.run("replay", log, "--rules", own.toString())).isZero();
    assertThat(shell.err()).contains("audit.log is a Kubernetes audit log, and no rule has the");
    assertThat(shell.run("replay", log, "--rules", own.toString(), "--rules", rules)).isZero();
    assertThat(shell.out().lines()).hasSize(3);
    assertThat(shell.err()).doesNotContain("no rule has the");
  }
}
