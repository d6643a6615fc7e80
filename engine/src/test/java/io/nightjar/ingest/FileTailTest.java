package io.nightjar.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.actions.cluster.PlaceLookup;
import io.nightjar.store.Database;
import io.nightjar.store.Journal;
import io.nightjar.store.StateDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTailTest {

  private static final Instant NOW = Instant.parse("2026-11-20T03:00:00Z");

  @TempDir Path folder;
  private StateDirectory directory;
  private Database database;
  private TestWay way;
  private AlertIntake intake;
  private FileTail tail;
  private Path file;

  @BeforeEach
  void open() {
    file = folder.resolve("falco.log");
    directory = StateDirectory.open(folder.resolve("state"));
    database = Database.open(directory);
    way = new TestWay(new Journal(database, () -> NOW));
    TestPods pods = new TestPods();
    intake =
        new AlertIntake(
            new AlertIntake.Cluster(pods, PlaceLookup.NONE, id -> List.of()),
            way,
            new ParkedTable(database),
            () -> NOW,
            Duration.ZERO);
    tail = tail();
  }

  private FileTail tail() {
    Sender sender = new Sender("ingest:file", Set.of(), 10_000);
    return new FileTail(file, sender, intake, new TailTable(database));
  }

  @AfterEach
  void close() {
    tail.close();
    intake.close();
    database.close();
    directory.close();
  }

  @Test
  void readsWhatIsAddedAndWaitsForTheEndOfALine() throws IOException {
    assertThat(tail.look()).isFalse();
    write(line(1) + line(2).substring(0, 40));
    tail.look();
    assertRead(1);
    write(line(2).substring(40) + "not an alert\n" + line(3));
    tail.look();
    assertRead(1, 2, 3);
    assertThat(intake.losses()).containsEntry("alerts that could not be read", 1L);
  }

  @Test
  void goesOnWhereItWasAfterARestartAlsoWithinALine() throws IOException {
    write(line(1) + line(2).substring(0, 40));
    tail.look();
    restart();
    write(line(2).substring(40) + line(3));
    tail.look();

    assertRead(1, 2, 3);
    assertThat(intake.counters()).containsEntry("ingest.known before", 0L);
  }

  @Test
  void readsARotatedFileToItsEndAndThenTheNewOne() throws IOException {
    write(line(1));
    tail.look();
    write(line(2));
    Files.move(file, folder.resolve("falco.log.1"));
    write(line(3));
    tail.look();
    tail.look();

    assertRead(1, 2, 3);
  }

  @Test
  void readsWhatWasRotatedAwayWhileNobodyRead() throws IOException {
    write(line(1));
    tail.look();
    tail.close();
    write(line(2));
    Files.move(file, folder.resolve("falco.log.1"));
    write(line(3));
    tail = tail();
    tail.look();
    tail.look();

    assertRead(1, 2, 3);
    assertThat(intake.counters()).containsEntry("ingest.known before", 0L);
  }

  @Test
  void readsAFileThatWasEmptiedFromItsBeginningAlsoWhenItHasGrownBeyond() throws IOException {
    write(line(1));
    tail.look();
    Files.writeString(file, line(2) + line(3));
    tail.look();

    assertRead(1, 2, 3);
  }

  @Test
  void passesOverALineWithoutEnd() throws IOException {
    write("x".repeat(LineFeed.LINE_AT_MOST + 10));
    tail.look();
    write("x".repeat(100) + "\n" + line(1));
    tail.look();

    assertRead(1);
    assertThat(intake.losses()).containsEntry("alerts that could not be read", 1L);
  }

  private void restart() {
    tail.close();
    tail = tail();
  }

  private void write(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String line(int number) {
    return SampleAlerts.falco("node-1", "host", "2026-11-20T02:59:0" + number + ".5Z") + "\n";
  }

  private void assertRead(Integer... numbers) {
    assertThat(
            way.fresh.stream().map(one -> one.time().atZone(java.time.ZoneOffset.UTC).getSecond()))
        .containsExactly(numbers);
  }
}
