package io.nightjar.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.Artefact;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.Hash;
import io.nightjar.evidence.EvidenceCheck.Line;
import io.nightjar.evidence.EvidenceCheck.State;
import io.nightjar.store.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");
  private static final ContainerTarget WEB =
      new ContainerTarget("node-1", "c".repeat(64), "uid", "shop", "web-1", "web");

  @TempDir Path folder;

  @Test
  void comparesEveryFileWithTheLog() throws Exception {
    write("maps.txt", "as it was");
    write("processes.jsonl", "changed since");
    write("dropped.txt", "by somebody");
    write("manifest.json", "{}");

    List<Line> lines =
        EvidenceCheck.check(
            List.of(
                record("maps.txt", "as it was"),
                record("processes.jsonl", "as it was"),
                record("packets.pcap", "gone"),
                record("../../etc/passwd", "x")),
            folder);

    assertThat(lines)
        .extracting(Line::name, Line::state)
        .containsExactly(
            tuple("maps.txt", State.INTACT),
            tuple("packets.pcap", State.MISSING),
            tuple("processes.jsonl", State.CHANGED),
            tuple("dropped.txt", State.UNKNOWN));
  }

  @Test
  void withoutEvidenceInTheLogThereIsNothingToCompare() throws Exception {
    write("maps.txt", "x");

    assertThat(EvidenceCheck.check(List.of(), folder)).isEmpty();
  }

  @Test
  void aLinkIsNotTheFileThatWasKept() throws Exception {
    Path elsewhere = Files.writeString(folder.resolve("elsewhere.txt"), "as it was");
    Files.createSymbolicLink(folder.resolve("maps.txt"), elsewhere);

    assertThat(EvidenceCheck.check(List.of(record("maps.txt", "as it was")), folder))
        .first()
        .extracting(Line::state)
        .isEqualTo(State.MISSING);
  }

  @Test
  void anUnfinishedRunLeavesNothingAndAManifestThatLeadsElsewhereIsNone() throws Exception {
    EvidenceFolder kept = new EvidenceFolder(folder.resolve("kept"));
    Files.writeString(kept.begin("r-1").resolve("maps.txt"), "half");
    assertThat(kept.find("r-1")).isEmpty();

    assertThat(kept.begin("r-1")).isEmptyDirectory();
    Artefact artefact = new Artefact("maps.txt", "maps", "web", 4, "0", "");
    kept.finish(new Manifest("r-1", WEB, NOW, List.of(artefact), List.of("a note")));
    assertThat(kept.find("r-1").orElseThrow().artefacts()).containsExactly(artefact);

    Path manifest = kept.of("r-1").resolve("manifest.json");
    Files.writeString(
        manifest, Files.readString(manifest).replace("maps.txt", "../../../etc/shadow"));
    assertThat(kept.find("r-1")).isEmpty();
    assertThat(kept.all()).isEmpty();
    assertThat(kept.expire(Duration.ZERO, NOW.plusSeconds(1))).isEmpty();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private static AuditRecord record(String name, String text) {
    ObjectNode fields = Json.MAPPER.createObjectNode();
    fields
        .putArray("artefacts")
        .addObject()
        .put("name", name)
        .put("sha256", Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).hex());
    return new AuditRecord(1, NOW, "response.succeeded", "r-1", "nightjar", fields);
  }
}
