package io.nightjar.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.nightjar.actions.Artefact;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.EvidenceSource.Collected;
import io.nightjar.actions.EvidenceSource.Order;
import io.nightjar.audit.Hash;
import io.nightjar.evidence.BroughtEvidence.NotTaken;
import io.nightjar.evidence.BroughtEvidence.Progress;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BroughtEvidenceTest {

  private static final byte[] MAPS = bytes("0123456789");
  private static final String HASH = Hash.sha256(MAPS).hex();
  private static final ContainerTarget TARGET =
      new ContainerTarget("node-7", "c", "u", "shop", "cart", "main");

  @TempDir Path temp;

  @SuppressWarnings("NullAway.Init")
  private EvidenceFolder folder;

  @SuppressWarnings("NullAway.Init")
  private BroughtEvidence brought;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void open() {
    folder = new EvidenceFolder(temp.resolve("evidence"));
    brought =
        new BroughtEvidence(
            folder,
            new EvidenceLimits(100, Duration.ofSeconds(5), Duration.ofDays(1)),
            () -> Instant.parse("2026-11-20T03:00:00Z"));
    assertThat(brought.open("r-1")).isEmpty();
  }

  @Test
  void comesInPiecesAndGoesOnWhereItStopped() throws Exception {
    assertThat(take(0, "0123")).isEqualTo(new Progress(4, false));
    assertThat(take(6, "6789")).as("a gap is not filled").isEqualTo(new Progress(4, false));
    assertThat(take(2, "2345"))
        .as("again from where it was sure")
        .isEqualTo(new Progress(6, false));
    assertThat(take(6, "6789")).isEqualTo(new Progress(10, true));
    assertThat(take(0, "0123")).as("it is here already").isEqualTo(new Progress(10, true));
    assertThat(folder.of("r-1").resolve("maps.txt")).hasBinaryContent(MAPS);
  }

  private Progress take(long from, String piece) throws NotTaken {
    return brought.take("r-1", "maps.txt", from, MAPS.length, bytes(piece), HASH);
  }

  @Test
  void takesNothingThatIsTooMuchOrNotWhatItIsSaidToBe() throws Exception {
    assertThatThrownBy(() -> brought.take("r-1", "maps.txt", 0, 101, MAPS, HASH))
        .hasMessageContaining("at most 100 bytes");
    assertThatThrownBy(() -> brought.take("r-1", "maps.txt", 5, 10, MAPS, HASH))
        .isInstanceOf(NotTaken.class);
    assertThatThrownBy(() -> brought.take("r-1", "../maps.txt", 0, 10, MAPS, HASH))
        .hasMessageContaining("no name");
    assertThatThrownBy(() -> brought.take("r-1", "manifest.json", 0, 10, MAPS, HASH))
        .hasMessageContaining("no name");
    assertThatThrownBy(() -> brought.take("r-2", "maps.txt", 0, 10, MAPS, HASH))
        .hasMessageContaining("no evidence of that response");
    assertThatThrownBy(() -> brought.take("r-1", "maps.txt", 0, 10, bytes("9876543210"), HASH))
        .hasMessageContaining("not the one with that hash");
    assertThat(folder.of("r-1")).isEmptyDirectory();
    byte[] large = bytes("x".repeat(60));
    String hash = Hash.sha256(large).hex();
    assertThat(brought.take("r-1", "a.txt", 0, 60, large, hash).whole()).isTrue();
    assertThatThrownBy(() -> brought.take("r-1", "b.txt", 0, 60, large, hash))
        .hasMessageContaining("is full");
  }

  @Test
  void isWholeWithWhatIsFetchedHereAndWithoutWhatNeverCame() throws Exception {
    Progress unused = take(0, "0123456789");
    Files.writeString(folder.of("r-1").resolve(".part-other.txt"), "half");
    Collected there =
        new Collected(
            "",
            false,
            "/on/the/node",
            List.of(
                new Artefact("maps.txt", "maps", "it", 999, HASH, ""),
                new Artefact("never.txt", "maps", "it", 9, HASH, ""),
                new Artefact("logs.txt", "logs", "forged", 9, HASH, "")),
            List.of("open-files: not collected"));
    Collected whole =
        brought.finish(
            new Order(
                "r-1",
                TARGET,
                List.of("maps", "logs"),
                Map.of("logs", most -> new ByteArrayInputStream(bytes("a line\n")))),
            there);
    assertThat(whole.problem()).isEmpty();
    assertThat(whole.folder()).isEqualTo(folder.of("r-1").toString());
    assertThat(whole.artefacts())
        .extracting(Artefact::name, Artefact::bytes)
        .containsExactly(tuple("maps.txt", 10L), tuple("logs.txt", 7L));
    assertThat(whole.notes()).hasSize(3).contains("open-files: not collected");
    assertThat(folder.find("r-1").orElseThrow().artefacts()).isEqualTo(whole.artefacts());
    assertThat(folder.of("r-1").resolve(".part-other.txt")).doesNotExist();
    assertThatThrownBy(() -> take(0, "0123456789")).hasMessageContaining("no evidence");
  }

  @Test
  void whatTheNodeCouldNotCollectIsToldAsItSaysIt() {
    Collected refused = new Collected("the disk is full", false, "", List.of(), List.of());
    Order order = new Order("r-1", TARGET, List.of("maps"), Map.of());
    assertThat(brought.finish(order, refused)).isEqualTo(refused);
    Collected gone = new Collected("", true, "", List.of(), List.of());
    assertThat(brought.finish(order, gone).gone()).isTrue();
    assertThat(folder.find("r-1")).isEmpty();
  }
}
