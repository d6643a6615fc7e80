package io.nightjar.export;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.Golden;
import io.nightjar.SampleResponses;
import io.nightjar.actions.ActionRegistry;
import io.nightjar.audit.AuditDraft;
import io.nightjar.audit.AuditLog;
import io.nightjar.audit.Hash;
import io.nightjar.audit.Merkle;
import io.nightjar.audit.SegmentFolder;
import io.nightjar.store.AuditKeeping;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import io.nightjar.store.Json;
import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.TestState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditExportTest {

  private static final Instant THREE = SampleResponses.THREE;
  private static final String HOSTILE =
      "\u001b[2J\u0007\u007f\u009b31m </script> \"}\n{\"evil\":1} \u202e ${jndi:ldap://x}";

  @TempDir Path state;

  @BeforeEach
  void aNight() {
    try (TestState open = TestState.open(state)) {
      Database database = open.database();
      record(database, 0, "nightjar.started", null, "engine", Map.of("what", "enforce"));
      new Journal(database, () -> THREE)
          .append(SampleResponses.detection("sh -c '" + HOSTILE + "'"));
      Map<String, Object> asked =
          Map.of(
              "action", "kubernetes:isolate-pod",
              "target", "pod shop/checkout-7d4b9",
              "targetKey", "pod/u-1",
              "namespace", "shop",
              "playbook", "shell-at-night",
              "playbookRule", "isolate at night",
              "detections", List.of("d-11aa22bb33cc"),
              "reason", HOSTILE);
      record(database, 1, "response.requested", "r-1", "shell-at-night", asked);
      step(database, 2, "response.awaiting-approval", "night is on");
      record(database, 3, "approval.given", "r-1", "person:kim", Map.of("comment", HOSTILE));
      step(database, 4, "response.allowed", "kim agreed");
      step(database, 5, "response.executing", "");
      step(database, 6, "response.succeeded", "pod labelled; NetworkPolicy created");
      step(database, 7, "response.undo-refused", "it was changed since");
      record(
          database,
          8,
          "incident.acknowledged",
          null,
          "person:kim",
          Map.of("incident", "i-1", "comment", "mine"));
      record(
          database,
          9,
          "incident.closed",
          null,
          "person:kim",
          Map.of("incident", "i-1", "comment", "over"));
      record(database, 10, "killswitch.engaged", null, "person:kim", Map.of("why", "wrong pods"));
      record(database, 11, "sensor.lost", null, "engine", Map.of("events", "7", "where", "ring 0"));
      record(database, 12, "retention.swept", null, "nightjar", Map.of("detections", 1L));
      record(database, 13, "something.new", null, "nightjar", Map.of());
      record(database, 14, "nightjar.stopped", null, "engine", Map.of());
    }
  }

  private static void step(Database database, int second, String kind, String reason) {
    record(database, second, kind, "r-1", "nightjar", Map.of("reason", reason));
  }

  private static void record(
      Database database,
      int second,
      String kind,
      @Nullable String response,
      String actor,
      Map<String, ?> fields) {
    AuditDraft draft = AuditDraft.of(THREE.plusSeconds(second), kind, response, actor);
    for (Map.Entry<String, ?> field : new TreeMap<>(fields).entrySet()) {
      draft = draft.with(field.getKey(), field.getValue());
    }
    database.record(draft);
  }

  private void seal() {
    try (TestState open = TestState.open(state)) {
      new AuditKeeping(open.database(), SegmentFolder.in(state), () -> THREE.plusSeconds(60))
          .seal(THREE.plusSeconds(5), "nightjar");
    }
  }

  private List<String> lines(ExportFormat format, ExportFilter filter) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      AuditExport export =
          new AuditExport(format, filter, ActionRegistry.standardDescriptors(), "1.2.3");
      AuditExport.Result result = database.read(c -> export.write(c, SegmentFolder.in(state), out));
      List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
      assertThat(result.written()).isEqualTo(lines.size());
      assertThat(result.unreadable()).isZero();
      return lines;
    }
  }

  /** The same as objects, a few lines each, for a reader of the golden file. */
  private String pretty(ExportFormat format) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : lines(format, ExportFilter.ALL)) {
      assertThat(line).matches("[\\x20-\\x7e]*");
      text.append(
              Json.MAPPER
                  .writerWithDefaultPrettyPrinter()
                  .with(com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII)
                  .writeValueAsString(Json.MAPPER.readTree(line)))
          .append('\n');
    }
    return text.toString().replace("\u007f", "\\u007f");
  }

  @Test
  void ocsfEventsAreThoseOfTheGoldenFile() throws IOException {
    Golden.check("src/test/resources/audit-export/night.ocsf.json", pretty(ExportFormat.ocsf));
  }

  @Test
  void ecsDocumentsAreThoseOfTheGoldenFile() throws IOException {
    Golden.check("src/test/resources/audit-export/night.ecs.json", pretty(ExportFormat.ecs));
  }

  @Test
  void cefEventsAreThoseOfTheGoldenFileAndCarryTheHashesOfTheirLeaves() throws IOException {
    List<String> cef = lines(ExportFormat.cef, ExportFilter.ALL);
    List<String> leaves = lines(ExportFormat.jsonl, ExportFilter.ALL);
    for (int i = 0; i < leaves.size(); i++) {
      String hash = Json.MAPPER.readTree(leaves.get(i)).path("hash").asText();
      assertThat(cef.get(i))
          .contains(" cs6=" + hash + " cs6Label=leafHash")
          .doesNotContain("\u001b");
    }
    Golden.check("src/test/resources/audit-export/night.cef.txt", String.join("\n", cef) + "\n");
  }

  @Test
  void everyEventHasWhatItsOcsfClassDemands() throws IOException {
    for (String line : lines(ExportFormat.ocsf, ExportFilter.ALL)) {
      JsonNode event = Json.MAPPER.readTree(line);
      for (String name :
          List.of(
              "activity_id",
              "category_uid",
              "class_uid",
              "metadata",
              "severity_id",
              "time",
              "type_uid")) {
        assertThat(event.has(name)).as("%s of %s", name, line).isTrue();
      }
      assertThat(event.path("type_uid").asLong())
          .isEqualTo(event.path("class_uid").asLong() * 100 + event.path("activity_id").asLong());
      assertThat(event.at("/metadata/version").asText()).isEqualTo("1.7.0");
      assertThat(event.at("/metadata/product/name").asText()).isEqualTo("Nightjar");
      assertThat(event.path("time").asLong())
          .isBetween(THREE.toEpochMilli(), THREE.plusSeconds(60).toEpochMilli());
      String own =
          switch (event.path("class_uid").asInt()) {
            case 2004 -> "finding_info";
            case 2005 -> "finding_info_list";
            case 3004 -> "entity";
            case 6002 -> "app";
            case 7001 -> "command_uid";
            default -> "metadata";
          };
      assertThat(event.has(own)).as("%s of %s", own, line).isTrue();
    }
  }

  @Test
  void everyFormInJsonGivesTheLeavesBackAndTheyHashToTheSignedRoot() throws IOException {
    seal();
    Hash root = root();
    for (ExportFormat format : List.of(ExportFormat.jsonl, ExportFormat.ocsf, ExportFormat.ecs)) {
      List<Hash> leaves = new ArrayList<>();
      for (String line : lines(format, ExportFilter.ALL)) {
        JsonNode json = Json.MAPPER.readTree(line);
        String leaf =
            switch (format) {
              case jsonl -> line.substring(line.indexOf("\"leaf\":") + 7, line.length() - 1);
              case ocsf -> json.path("raw_data").asText();
              case ecs -> json.at("/event/original").asText();
              case cef -> throw new AssertionError("is no JSON");
            };
        String hash =
            switch (format) {
              case jsonl -> json.path("hash").asText();
              case ocsf -> json.at("/raw_data_hash/value").asText();
              case ecs -> json.at("/event/hash").asText();
              case cef -> throw new AssertionError("is no JSON");
            };
        Hash made = Merkle.leaf(leaf.getBytes(StandardCharsets.UTF_8));
        assertThat(HexFormat.of().formatHex(made.bytes())).isEqualTo(hash);
        leaves.add(made);
      }
      assertThat(Merkle.root(leaves)).as("%s", format).isEqualTo(root);
    }
  }

  private Hash root() {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      return database.read(c -> requireNonNull(AuditLog.lastCheckpoint(c))).root();
    }
  }

  @Test
  void filtersByTimeAndKind() {
    ExportFilter filter =
        new ExportFilter(THREE.plusSeconds(2), THREE.plusSeconds(7), List.of("response.*"));
    assertThat(lines(ExportFormat.ecs, filter))
        .hasSize(4)
        .allSatisfy(line -> assertThat(line).contains("\"action\":\"response."));
    assertThat(lines(ExportFormat.jsonl, new ExportFilter(null, null, List.of("response.failed"))))
        .isEmpty();
  }

  @Test
  void whatTheJournalSaysIsTakenOnlyIfTheLeafVouchesForIt() {
    ExportFilter detections = new ExportFilter(null, null, List.of("detection.accepted"));
    assertThat(lines(ExportFormat.ecs, detections).getFirst()).contains("\"pid\":4242");
    TestState.tamper(state, "UPDATE detections SET json = replace(json, '4242', '4243')");
    assertThat(lines(ExportFormat.ecs, detections).getFirst())
        .doesNotContain("4242")
        .doesNotContain("4243")
        .contains("Terminal shell in container");
  }

  @Test
  void anAbsentSegmentIsToldAndTheRestExported() throws IOException {
    seal();
    try (var files = Files.list(SegmentFolder.in(state).path())) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state)) {
      AuditExport export =
          new AuditExport(ExportFormat.jsonl, ExportFilter.ALL, List.of(), "1.2.3");
      AuditExport.Result result = database.read(c -> export.write(c, SegmentFolder.in(state), out));
      assertThat(result.absent()).singleElement().asString().startsWith("leaves 0 to 5 are in");
      assertThat(result.written()).isEqualTo(11);
    }
  }
}
