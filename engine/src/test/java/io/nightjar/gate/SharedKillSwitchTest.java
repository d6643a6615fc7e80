package io.nightjar.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.store.Database;
import io.nightjar.store.TestState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two engines with a state folder each, on one store. */
class SharedKillSwitchTest {

  @TempDir Path temp;
  private TestState store;
  private Path first;
  private Path second;

  @BeforeEach
  void folders() throws IOException {
    store = TestState.open(temp.resolve("store"));
    first = Files.createDirectory(temp.resolve("first"));
    second = Files.createDirectory(temp.resolve("second"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private KillSwitch takenOver(Path folder) {
    Database database = store.database();
    KillSwitch taken =
        new KillSwitch(folder, false, database, () -> Instant.parse("2026-11-20T03:00:00Z"));
    taken.share();
    return taken;
  }

  @Test
  void staysEngagedOverATakeover() {
    takenOver(first).engage("person:kim", "wrong pods");

    assertThat(takenOver(second).engaged()).contains("person:kim").contains("wrong pods");
  }

  @Test
  void aReleaseHoldsForTheEngineThatHadItEngagedToo() {
    takenOver(first).engage("person:kim", "wrong pods");
    takenOver(second).release("person:kim", "mended");

    assertThat(takenOver(first).engaged()).isNull();
  }

  @Test
  void whatSomebodyTouchedByHandGoesOverAndItsRemovalToo() throws IOException {
    KillSwitch leading = takenOver(first);
    Files.writeString(first.resolve(KillSwitch.FILE), "");
    leading.noticeFile();
    assertThat(takenOver(second).engaged()).isNotNull();

    KillSwitch next = takenOver(second);
    Files.delete(second.resolve(KillSwitch.FILE));
    next.noticeFile();

    Files.delete(first.resolve(KillSwitch.FILE));
    assertThat(takenOver(first).engaged()).isNull();
  }

  @Test
  void aFileMadeByHandWhileItStoodByIsAnOrder() throws IOException {
    takenOver(first);
    Files.writeString(second.resolve(KillSwitch.FILE), "stop");

    assertThat(takenOver(second).engaged()).contains("stop");
    assertThat(takenOver(first).engaged()).contains("stop");
  }
}
