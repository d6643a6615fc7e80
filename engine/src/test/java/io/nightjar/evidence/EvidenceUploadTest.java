package io.nightjar.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.Artefact;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.audit.AuditRecord;
import io.nightjar.audit.Hash;
import io.nightjar.evidence.EvidenceCheck.Line;
import io.nightjar.evidence.EvidenceCheck.State;
import io.nightjar.evidence.s3.Bucket;
import io.nightjar.evidence.s3.LocalBucket;
import io.nightjar.store.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a bucket that checks every signature. */
class EvidenceUploadTest {
  private static final ContainerTarget WEB =
      new ContainerTarget("node-1", "c".repeat(64), "uid", "shop", "web-1", "web");
  private static final String AT = "/evidence/cluster-1/r-1/";

  @TempDir Path temp;
  private Instant now = Instant.parse("2026-11-20T03:00:00Z");
  private LocalBucket remote;
  private Bucket bucket;
  private EvidenceFolder folder;

  @BeforeEach
  void start() throws IOException {
    remote = new LocalBucket();
    bucket = new Bucket(remote.place("secret"), () -> now);
    folder = new EvidenceFolder(temp.resolve("evidence"), true);
  }

  @AfterEach
  void stop() {
    remote.close();
  }

  private EvidenceUpload upload() {
    return new EvidenceUpload(folder, bucket, () -> now);
  }

  private Artefact keep(String response, String name, String text) throws IOException {
    Files.writeString(folder.begin(response).resolve(name), text);
    Artefact artefact = new Artefact(name, "maps", "web", text.length(), hash(text), "");
    folder.finish(new Manifest(response, WEB, now, List.of(artefact), List.of()));
    return artefact;
  }

  private static String hash(String text) {
    return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).hex();
  }

  private static List<AuditRecord> log(Artefact... artefacts) {
    ObjectNode fields = Json.MAPPER.createObjectNode();
    for (Artefact one : artefacts) {
      fields.withArray("artefacts").addObject().put("name", one.name()).put("sha256", one.sha256());
    }
    return List.of(
        new AuditRecord(1, Instant.EPOCH, "response.succeeded", "r-1", "nightjar", fields));
  }

  @Test
  void allOfItIsInTheBucketAndOnce() throws Exception {
    keep("r-1", "maps.txt", "what was seen: ä\u0000");
    try (EvidenceUpload upload = upload()) {
      upload.round();
      assertThat(remote.objects).containsOnlyKeys(AT + "maps.txt", AT + "manifest.json");
      assertThat(remote.text(AT + "maps.txt")).isEqualTo("what was seen: ä\u0000");
      assertThat(remote.requests).last().isEqualTo("PUT " + AT + "manifest.json");
      assertThat(folder.isUploaded("r-1")).isTrue();
      remote.requests.clear();
      upload.round();
    }
    assertThat(remote.requests).isEmpty();
  }

  @Test
  void whatTheBucketDoesNotTakeWaitsOnTheDiskAndIsTriedAgainLater() throws Exception {
    keep("r-1", "maps.txt", "x");
    remote.broken = 503;
    try (EvidenceUpload upload = upload()) {
      upload.round();
      int tries = remote.requests.size();
      upload.round();
      assertThat(remote.requests).as("left alone for a while").hasSize(tries);
      assertThat(folder.isUploaded("r-1")).isFalse();
      assertThat(folder.expire(Duration.ZERO, now.plusSeconds(3_600))).isEmpty();

      remote.broken = 0;
      now = now.plus(Duration.ofMinutes(1));
      upload.round();
    }
    assertThat(folder.isUploaded("r-1")).isTrue();
    assertThat(folder.expire(Duration.ZERO, now.plusSeconds(3_600))).containsExactly("r-1");
  }

  @Test
  void goesOnWhereItWasCutOff() throws Exception {
    Artefact kept = keep("r-1", "maps.txt", "x");
    bucket.put("r-1/maps.txt", folder.of("r-1").resolve("maps.txt"), kept.sha256());
    remote.requests.clear();
    try (EvidenceUpload upload = upload()) {
      upload.round();
    }
    assertThat(remote.requests)
        .containsExactly("HEAD " + AT + "maps.txt", "PUT " + AT + "manifest.json");
  }

  @Test
  void whatWasChangedOnTheDiskSinceIsNotTaken() throws Exception {
    keep("r-1", "maps.txt", "as it was");
    Files.writeString(folder.of("r-1").resolve("maps.txt"), "as it is!");
    try (EvidenceUpload upload = upload()) {
      upload.round();
    }
    assertThat(remote.objects).isEmpty();
    assertThat(folder.isUploaded("r-1")).isFalse();
  }

  @Test
  void whatIsNeverTakenHoldsUpNothingElse() throws Exception {
    try (EvidenceUpload upload = upload()) {
      for (int i = 0; i < 4; i++) {
        keep("bad-" + i, "maps.txt", "as it was");
        Files.writeString(folder.of("bad-" + i).resolve("maps.txt"), "as it is!");
      }
      upload.round();
      now = now.minusSeconds(3_600);
      keep("r-1", "maps.txt", "x");
      now = now.plusSeconds(7_200);
      upload.round();
    }
    assertThat(folder.isUploaded("r-1")).isTrue();
    assertThat(folder.isUploaded("bad-0")).isFalse();
  }

  @Test
  void aWrongKeyIsRefusedAndNotTold() throws Exception {
    Bucket wrong = new Bucket(remote.place("guessed-77"), () -> now);
    assertThatThrownBy(() -> wrong.put("r-1/x", new byte[] {1}))
        .isInstanceOf(IOException.class)
        .hasMessage("s3://evidence/cluster-1/ answered 403 to PUT");
    assertThatThrownBy(() -> wrong.get("r-1/x")).hasMessageContaining("403 to GET");
    assertThat(remote.place("guessed-77").toString()).doesNotContain("guessed-77");
    assertThat(remote.objects).isEmpty();
  }

  @Test
  void theCopyIsComparedWithTheLogToo() throws Exception {
    Artefact maps = keep("r-1", "maps.txt", "as it was");
    Artefact gone = new Artefact("packets.pcap", "packets", "web", 1, hash("y"), "");
    try (EvidenceUpload upload = upload()) {
      upload.round();
    }
    assertThat(EvidenceCheck.check(log(maps), folder.of("r-1")))
        .extracting(Line::state)
        .containsExactly(State.INTACT);
    assertThat(EvidenceCheck.check(log(maps, gone), "r-1", bucket))
        .extracting(Line::name, Line::state)
        .containsExactly(tuple("maps.txt", State.INTACT), tuple("packets.pcap", State.MISSING));
    remote.objects.put(AT + "maps.txt", new byte[] {1});
    assertThat(EvidenceCheck.check(log(maps), "r-1", bucket))
        .extracting(Line::state)
        .containsExactly(State.CHANGED);
  }
}
