package io.nightjar.agent.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.detect.Priority;
import io.nightjar.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

  private static final long ROOM = 1 << 20;

  @TempDir Path folder;

  private Spool open() throws IOException {
    return Spool.open(folder, ROOM);
  }

  private static void add(Spool spool, Priority priority, String text) {
    spool.append(priority, text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> texts(List<Entry> entries) {
    return entries.stream().map(entry -> new String(entry.body(), StandardCharsets.UTF_8)).toList();
  }

  private static List<Entry> next(Spool spool) {
    return spool.next(1_000, 1 << 20);
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> Segment.priority(file) != null).sorted().toList();
    }
  }

  @Test
  void handsOutWhatCameInTheOrderInWhichItCame() throws IOException {
    try (Spool spool = open()) {
      add(spool, Priority.NOTICE, "first");
      add(spool, Priority.CRITICAL, "second");
      add(spool, Priority.NOTICE, "third");
      assertThat(texts(next(spool))).containsExactly("first", "second", "third");
      assertThat(spool.depth().waiting()).isEqualTo(3);
    }
  }

  @Test
  void whoWaitsIsWokenByWhatComes() throws Exception {
    try (Spool spool = open()) {
      assertThat(spool.await(1)).isFalse();
      CompletableFuture<Boolean> woken =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return spool.await(3_600_000);
                } catch (InterruptedException e) {
                  return false;
                }
              });
      add(spool, Priority.DEBUG, "here");
      assertThat(woken.get(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whatIsLessUrgentWaitsWhereThereIsRoomForFew() throws IOException {
    try (Spool spool = open()) {
      add(spool, Priority.NOTICE, "old and harmless");
      add(spool, Priority.CRITICAL, "one");
      add(spool, Priority.EMERGENCY, "two");
      List<Entry> two = spool.next(2, 1 << 20);
      assertThat(texts(two)).containsExactly("one", "two");
      spool.taken(two);
      assertThat(texts(next(spool))).containsExactly("old and harmless");
    }
  }

  @Test
  void whatWasNotTakenIsThereAfterARestart() throws IOException {
    try (Spool spool = open()) {
      for (int each = 0; each < 10; each++) {
        add(spool, each % 2 == 0 ? Priority.ERROR : Priority.DEBUG, "d" + each);
      }
      spool.taken(next(spool).subList(0, 4));
    }
    try (Spool again = open()) {
      assertThat(texts(next(again))).containsExactly("d4", "d5", "d6", "d7", "d8", "d9");
      add(again, Priority.ERROR, "later");
      assertThat(texts(next(again))).endsWith("later");
    }
  }

  @Test
  void aProcessThatIsKilledLosesNothingThatWasAppended() throws IOException {
    Spool killed = open(); // never closed, as kill -9 leaves it
    add(killed, Priority.ERROR, "one");
    add(killed, Priority.ERROR, "two");
    killed.taken(killed.next(1, 1 << 20));
    try (Spool again = open()) {
      assertThat(texts(next(again))).containsExactly("two");
    }
    killed.close();
  }

  @Test
  void numbersGoOnAfterEverythingWasTakenAndDeleted() throws IOException {
    long last;
    try (Spool spool = open()) {
      add(spool, Priority.ERROR, "x".repeat(70_000));
      List<Entry> all = next(spool);
      last = all.getLast().sequence();
      spool.taken(all);
      assertThat(segments()).isEmpty();
    }
    try (Spool again = open()) {
      add(again, Priority.ERROR, "next");
      assertThat(next(again).getFirst().sequence()).isGreaterThan(last);
    }
  }

  @Test
  void aTornTailCostsNothingButTheTornRecord() throws IOException {
    try (Spool spool = open()) {
      add(spool, Priority.ERROR, "whole");
      add(spool, Priority.ERROR, "torn");
    }
    Path file = segments().getFirst();
    byte[] bytes = Files.readAllBytes(file);
    for (int cut = 1; cut < Frame.HEADER + "torn".length(); cut++) {
      Files.write(file, Arrays.copyOf(bytes, bytes.length - cut));
      try (Spool again = open()) {
        assertThat(texts(next(again))).as("cut by " + cut).containsExactly("whole");
        add(again, Priority.ERROR, "after");
        assertThat(texts(next(again))).containsExactly("whole", "after");
      }
      Files.write(file, bytes);
    }
  }

  @Test
  void noByteThatWasFlippedIsTakenForADetection() throws IOException {
    try (Spool spool = open()) {
      add(spool, Priority.ERROR, "first record");
      add(spool, Priority.ERROR, "second record");
    }
    Path file = segments().getFirst();
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(7);
    for (int at = 0; at < bytes.length; at++) {
      byte[] damaged = bytes.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, damaged);
      try (Spool again = open()) {
        assertThat(List.of("first record", "second record"))
            .as("byte " + at)
            .containsAll(texts(next(again)));
      }
      Files.write(file, bytes);
    }
  }

  @Test
  void damageWhileItRunsCostsTheRestOfThatFileAndIsCounted() throws IOException {
    try (Spool spool = open()) {
      add(spool, Priority.ERROR, "one");
      add(spool, Priority.ERROR, "two");
      add(spool, Priority.ERROR, "three");
      try (FileChannel file = FileChannel.open(segments().getFirst(), StandardOpenOption.WRITE)) {
        file.write(ByteBuffer.wrap(new byte[] {9}), 2L * Frame.HEADER + "one".length() + 1);
      }
      assertThat(texts(next(spool))).containsExactly("one");
      assertThat(spool.takeGivenUp()).isEqualTo(Map.of(Priority.ERROR, 2L));
      add(spool, Priority.ERROR, "four");
      assertThat(texts(next(spool))).containsExactly("one", "four");
    }
  }

  @Test
  void overItsBoundTheLeastOfThePrioritiesGoesFirstAndIsCounted() throws IOException {
    String body = "x".repeat(2_000);
    try (Spool spool = open()) {
      for (int each = 0; each < 200; each++) {
        add(spool, Priority.CRITICAL, body);
        add(spool, Priority.WARNING, body);
        add(spool, Priority.NOTICE, body);
      }
      assertThat(spool.depth().bytes()).isLessThanOrEqualTo(ROOM);
      Map<Priority, Long> lost = spool.takeGivenUp();
      assertThat(lost.get(Priority.NOTICE)).isGreaterThan(50);
      assertThat(lost).doesNotContainKeys(Priority.CRITICAL, Priority.WARNING);
      assertThat(spool.depth().waiting() + spool.givenUp()).isEqualTo(600);
      assertThat(spool.takeGivenUp()).isEmpty();
    }
  }

  @Test
  void whatIsLessThanAllThatWaitsFindsNoRoom() throws IOException {
    String body = "x".repeat(2_000);
    try (Spool spool = open()) {
      while (spool.givenUp() == 0) {
        add(spool, Priority.CRITICAL, body);
      }
      long waiting = spool.depth().waiting();
      spool.takeGivenUp();
      while (spool.depth().bytes() + body.length() < ROOM) {
        add(spool, Priority.CRITICAL, body);
        waiting++;
      }
      add(spool, Priority.DEBUG, body);
      assertThat(spool.takeGivenUp()).containsEntry(Priority.DEBUG, 1L);
      assertThat(spool.depth().waiting()).isEqualTo(waiting);
    }
  }

  @Test
  void whatIsBeingSentDoesNotCountAsGivenUp() throws IOException {
    String body = "x".repeat(2_000);
    try (Spool spool = open()) {
      add(spool, Priority.DEBUG, "being sent");
      List<Entry> sending = next(spool);
      while (spool.depth().bytes() + 3_000 < ROOM) {
        add(spool, Priority.ERROR, body);
      }
      add(spool, Priority.ERROR, body);
      add(spool, Priority.ERROR, body);
      spool.taken(sending);
      assertThat(spool.takeGivenUp().getOrDefault(Priority.DEBUG, 0L)).isZero();
    }
  }

  @Test
  void aFullDiskLosesNothingAtOnceAndIsSeenToWorkAgain() throws IOException {
    AtomicBoolean full = new AtomicBoolean();
    Writing disk =
        (file, bytes, position) -> {
          if (full.get()) {
            // a part of it comes onto the disk, as it may
            bytes.limit(bytes.position() + 5);
            Writing.plainly(file, bytes, position);
            throw new IOException("No space left on device");
          }
          Writing.plainly(file, bytes, position);
        };
    try (Spool spool = Spool.open(folder, ROOM, disk)) {
      add(spool, Priority.ERROR, "before");
      full.set(true);
      add(spool, Priority.ERROR, "meanwhile");
      assertThat(spool.problem()).contains("No space left");
      assertThat(spool.depth().inMemory()).isEqualTo(1);
      full.set(false);
      add(spool, Priority.ERROR, "after");
      assertThat(spool.problem()).isEmpty();
      List<Entry> all = next(spool);
      assertThat(texts(all)).containsExactly("before", "meanwhile", "after");
      spool.taken(all);
      assertThat(spool.depth().waiting()).isZero();
    }
    try (Spool again = open()) {
      assertThat(next(again)).isEmpty();
    }
  }

  @Test
  void whereNeitherDiskNorMemoryHasRoomItSaysSo() throws IOException {
    Writing none =
        (file, bytes, position) -> {
          throw new IOException("No space left on device");
        };
    try (Spool spool = Spool.open(folder, ROOM, none)) {
      assertThatThrownBy(
              () -> {
                for (int each = 0; each < 10; each++) {
                  add(spool, Priority.ERROR, "x".repeat(1_000_000));
                }
              })
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("No space left");
      assertThat(spool.depth().waiting()).isEqualTo(4);
    }
  }

  @Test
  void nothingIsLostOrDoubledWhereverTheProcessEnds() throws IOException {
    Random random = new Random(11);
    Set<String> taken = new HashSet<>();
    List<String> given = new ArrayList<>();
    Priority[] priorities = Priority.values();
    List<Spool> killed = new ArrayList<>();
    for (int life = 0; life < 20; life++) {
      Spool spool = open();
      killed.add(spool);
      for (int step = 0; step < 30; step++) {
        if (random.nextBoolean()) {
          String text = life + "." + step;
          add(spool, priorities[random.nextInt(priorities.length)], text);
          given.add(text);
        } else {
          List<Entry> some = spool.next(1 + random.nextInt(8), 1 << 20);
          for (String text : texts(some)) {
            assertThat(taken.add(text)).as(text + " comes once").isTrue();
          }
          spool.taken(some);
        }
      }
    }
    try (Spool last = open()) {
      taken.addAll(texts(next(last)));
    }
    killed.forEach(Spool::close);
    Collections.sort(given);
    assertThat(taken).containsExactlyInAnyOrderElementsOf(given);
  }
}
