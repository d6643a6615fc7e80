package io.nightjar.audit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.store.ReadOnlyDatabase;
import io.nightjar.store.StateDirectory;
import io.nightjar.store.TestState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody does to the segments, the keys, or to the whole log at once. */
class TamperedFilesTest {

  private static final String FIRST = "audit-000000000000-000000000009.jsonl.gz";
  private static final String SECOND = "audit-000000000010-000000000019.jsonl.gz";

  @TempDir Path temp;

  private Path state() {
    return temp.resolve("state");
  }

  private static List<String> unpacked(Path file) throws IOException {
    byte[] packed = Files.readAllBytes(file);
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static void pack(Path file, List<String> lines) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    Files.write(file, packed.toByteArray());
  }

  /** The problems after the first segment's lines were edited. */
  private List<String> edited(UnaryOperator<List<String>> edit) {
    try {
      AuditNight night = AuditNight.sealed(state());
      Path file = night.segments().resolve(FIRST);
      pack(file, edit.apply(new ArrayList<>(unpacked(file))));
      return night.problems();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int line(List<String> lines, int leaf) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).contains("\",\"index\":" + leaf + ",\"leaf\":")) {
        return i;
      }
    }
    throw new IllegalArgumentException("no leaf " + leaf);
  }

  @Test
  void leafChangedInASegment() {
    assertThat(
            edited(
                lines -> {
                  int at = line(lines, 3);
                  lines.set(at, lines.get(at).replace("step", "stop"));
                  return lines;
                }))
        .contains(
            "leaf 3 (test.stop, 2026-03-05T03:00:00Z): its bytes are not those that were hashed")
        .anySatisfy(
            p -> assertThat(p).contains(FIRST, "is not the one that was sealed: its SHA-256"));
  }

  @Test
  void leafChangedInASegmentTogetherWithItsHash() {
    assertThat(
            edited(
                lines -> {
                  int at = line(lines, 3);
                  String leaf =
                      lines.get(at).replaceFirst(".*\"leaf\":", "").replace("step", "stop");
                  byte[] bytes =
                      leaf.substring(0, leaf.length() - 1).getBytes(StandardCharsets.UTF_8);
                  lines.set(
                      at,
                      new String(
                          SegmentLine.leaf(3, Merkle.leaf(bytes), bytes), StandardCharsets.UTF_8));
                  return lines;
                }))
        .anySatisfy(
            p ->
                assertThat(p)
                    .startsWith("leaf 3 (test.stop")
                    .contains("the segment " + FIRST + " has another leaf than was sealed"));
  }

  @Test
  void leafDroppedFromASegment() {
    assertThat(
            edited(
                lines -> {
                  lines.remove(line(lines, 3));
                  return lines;
                }))
        .contains(
            "the segment "
                + FIRST
                + " has leaf 4 where leaf 3 belongs: leaves were dropped, added or moved in it");
  }

  @Test
  void leavesReorderedInASegment() {
    assertThat(
            edited(
                lines -> {
                  int third = line(lines, 3);
                  int fifth = line(lines, 5);
                  String kept = lines.get(third);
                  lines.set(third, lines.get(fifth));
                  lines.set(fifth, kept);
                  return lines;
                }))
        .anySatisfy(p -> assertThat(p).contains(FIRST + " has leaf 5 where leaf 3 belongs"));
  }

  @Test
  void leafInsertedIntoASegment() {
    assertThat(
            edited(
                lines -> {
                  lines.add(line(lines, 3), lines.get(line(lines, 3)));
                  return lines;
                }))
        .anySatisfy(p -> assertThat(p).contains(FIRST + " has leaf 3 where"));
  }

  @Test
  void leafAppendedToASegment() {
    assertThat(
            edited(
                lines -> {
                  lines.add(lines.get(line(lines, 9)));
                  return lines;
                }))
        .contains("the segment " + FIRST + " goes on after its last leaf: leaves were added to it");
  }

  @Test
  void checkpointInASegmentForged() {
    assertThat(
            edited(
                lines -> {
                  int at = line(lines, 3) + 1;
                  String line = lines.get(at);
                  int signature = line.lastIndexOf(' ') + 20;
                  char other = line.charAt(signature) == 'x' ? 'y' : 'x';
                  lines.set(
                      at, line.substring(0, signature) + other + line.substring(signature + 1));
                  return lines;
                }))
        .anySatisfy(
            p -> assertThat(p).contains("checkpoint 4 (segment " + FIRST + ") is not signed by"));
  }

  @Test
  void segmentTruncated() throws IOException {
    AuditNight night = AuditNight.sealed(state());
    Path file = night.segments().resolve(SECOND);
    byte[] packed = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(packed, packed.length / 2));
    assertThat(night.problems())
        .anySatisfy(
            p -> assertThat(p).startsWith("the segment " + SECOND + " cannot be read from leaf"));
  }

  @Test
  void segmentOverwritten() throws IOException {
    AuditNight night = AuditNight.sealed(state());
    Files.writeString(night.segments().resolve(SECOND), "not gzip");
    assertThat(night.problems())
        .anySatisfy(p -> assertThat(p).startsWith("the segment " + SECOND + " cannot be read: "));
  }

  @Test
  void segmentPackedAnewWithTheSameContent() throws IOException {
    AuditNight night = AuditNight.sealed(state());
    Path file = night.segments().resolve(SECOND);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed, 64)) {
      for (String line : unpacked(file)) {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
      }
    }
    byte[] other = packed.toByteArray();
    other[9] = 7; // another operating system in the gzip header
    Files.write(file, other);
    assertThat(night.problems())
        .singleElement()
        .asString()
        .contains(SECOND, "is not the one that was sealed: its SHA-256 is");
  }

  @Test
  void segmentsSwapped() throws IOException {
    AuditNight night = AuditNight.sealed(state());
    Path aside = night.segments().resolve("aside");
    Files.move(night.segments().resolve(FIRST), aside);
    Files.move(night.segments().resolve(SECOND), night.segments().resolve(FIRST));
    Files.move(aside, night.segments().resolve(SECOND));
    assertThat(night.problems())
        .contains(
            "the file "
                + FIRST
                + " holds the leaves 10 to 19, not leaves 0 to 9: it is another segment under that"
                + " name",
            "the file "
                + SECOND
                + " holds the leaves 0 to 9, not leaves 10 to 19: it is another segment under that"
                + " name");
  }

  @Test
  void segmentGone() throws IOException {
    AuditNight night = AuditNight.sealed(state());
    Files.delete(night.segments().resolve(SECOND));
    assertThat(night.report().notRead())
        .containsExactly(
            "leaves 10 to 19 were not hashed again: " + SECOND + " is not in " + night.segments());
  }

  @Test
  void rotationToTheKeyOfAnIntruder() throws IOException {
    AuditNight night = AuditNight.online(state());
    // a key file that claims to be of this log; the intruder does not have the real one
    CheckpointSigner mine = CheckpointSigner.open(state());
    CheckpointSigner intruder = intruder(mine);
    night.record("test.before");
    try (TestState open = TestState.open(state())) {
      open.database().record(KeyRotation.draft(AuditNight.FIRST, "person:eve", intruder, intruder));
    }
    assertThat(night.problems())
        .anySatisfy(
            p ->
                assertThat(p)
                    .startsWith("leaf 13 (audit.key-rotated")
                    .contains("it says to follow the audit key")
                    .contains(", and the key in force is " + mine.verifierKey().label()));
  }

  private CheckpointSigner intruder(CheckpointSigner like) throws IOException {
    return like.next(Files.createDirectories(temp.resolve("intruder")));
  }

  @Test
  void rotationSignedByTheIntruderAlone() throws IOException {
    AuditNight night = AuditNight.online(state());
    CheckpointSigner mine = CheckpointSigner.open(state());
    CheckpointSigner intruder = intruder(mine);
    // with the database alone: a rotation leaf and a checkpoint over it, signed by the new key
    AuditDraft draft = KeyRotation.draft(AuditNight.FIRST, "person:eve", mine, intruder);
    byte[] leaf = AuditRecord.leaf(12, draft);
    LeafHashes before = read(c -> LeafHashes.read(c, 12));
    Frontier tree = Frontier.EMPTY;
    for (Hash hash : before) {
      tree = tree.append(hash);
    }
    Checkpoint forged = intruder.sign(tree.append(Merkle.leaf(leaf)), 13);
    insert(leaf, forged, draft);
    assertThat(night.problems())
        .contains("checkpoint 13 is not signed by " + mine.verifierKey().label());
  }

  private <T> T read(io.nightjar.store.Reads.Query<T> query) {
    try (ReadOnlyDatabase database = ReadOnlyDatabase.open(state())) {
      return database.read(query);
    }
  }

  private void insert(byte[] leaf, Checkpoint checkpoint, AuditDraft draft) {
    String hex = java.util.HexFormat.of().formatHex(leaf);
    TestState.tamper(
        state(),
        "INSERT INTO audit_leaves VALUES (12, '"
            + draft.kind()
            + "', '"
            + draft.time()
            + "', NULL, X'"
            + hex
            + "', X'"
            + Merkle.leaf(leaf).hex()
            + "')");
    TestState.tamper(
        state(), "INSERT INTO audit_checkpoints VALUES (13, 13, '" + checkpoint.note() + "')");
  }

  private String checkpoint() {
    return read(c -> requireNonNull(AuditLog.lastCheckpoint(c))).note();
  }

  private AuditReport verify(VerifierKey key, String... kept) {
    return read(c -> AuditVerifier.verify(c, key, List.of(kept), SegmentFolder.in(state())));
  }

  /** The key is an insider's too, before this log began. */
  private void shareKey(Path anew) throws IOException {
    CheckpointSigner.open(Files.createDirectories(state()));
    Files.createDirectories(anew);
    for (String name : List.of("audit.key", "audit.pub")) {
      Files.copy(state().resolve(name), anew.resolve(name));
    }
  }

  private VerifierKey publicKey() throws IOException {
    return VerifierKey.parse(Files.readString(state().resolve("audit.pub")));
  }

  @Test
  void historyWrittenAnewAndSignedWithTheRealKey() throws IOException {
    Path anew = temp.resolve("anew");
    shareKey(anew);
    try (TestState open = TestState.open(state())) {
      open.database().record(AuditDraft.of(AuditNight.FIRST, "test.true", null, "nightjar"));
    }
    String kept = checkpoint();
    try (TestState open = TestState.open(anew)) {
      open.database().record(AuditDraft.of(AuditNight.FIRST, "test.false", null, "nightjar"));
      open.database().record(AuditDraft.of(AuditNight.FIRST, "test.more", null, "nightjar"));
    }
    replaceBy(anew);
    // alone it is intact: whoever has the key can sign anything
    assertThat(verify(publicKey()).problems()).isEmpty();
    assertThat(verify(publicKey(), kept).problems())
        .extracting(AuditReport.Problem::describe)
        .containsExactly(
            "checkpoint 1 is another one than was kept outside: the first 1 leaves were written"
                + " anew");
  }

  @Test
  void historyWrittenAnewAndSignedWithAnotherKey() throws IOException {
    AuditNight.online(state());
    VerifierKey key = publicKey();
    String kept = checkpoint();
    Path anew = temp.resolve("anew");
    AuditNight.online(anew);
    replaceBy(anew);
    assertThat(verify(publicKey()).problems()).isEmpty();
    assertThat(verify(publicKey(), kept).problems())
        .singleElement()
        .asString()
        .contains("a checkpoint kept outside the database is not signed by", "signed anew");
    assertThat(verify(key).problems())
        .extracting(AuditReport.Problem::describe)
        .contains("checkpoint 1 is not signed by " + key.label());
  }

  @Test
  void logRolledBackTogetherWithTheFileBesideIt() throws IOException {
    AuditNight night = AuditNight.online(state());
    String old = checkpoint();
    Path aside = Files.createDirectories(temp.resolve("aside"));
    Files.copy(StateDirectory.database(state()), aside.resolve("nightjar.db"));
    night.record("test.late");
    String kept = checkpoint();
    Files.copy(
        aside.resolve("nightjar.db"),
        StateDirectory.database(state()),
        StandardCopyOption.REPLACE_EXISTING);
    Files.writeString(state().resolve(AuditLog.HEAD_FILE), old);
    assertThat(night.problems()).isEmpty();
    assertThat(verify(publicKey(), kept).problems())
        .containsExactly(
            AuditReport.Problem.general(
                "the log was cut back: checkpoint 13 (13 leaves), kept outside the database, is not"
                    + " in it"));
  }

  private void replaceBy(Path anew) throws IOException {
    for (String name : List.of("nightjar.db", "audit.key", "audit.pub", "audit.checkpoint")) {
      Files.copy(anew.resolve(name), state().resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.deleteIfExists(Path.of(StateDirectory.database(state()) + "-wal"));
  }
}
