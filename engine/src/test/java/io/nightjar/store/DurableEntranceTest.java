package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.nightjar.detect.Detection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DurableEntranceTest {

  private final List<List<Detection>> commits = new CopyOnWriteArrayList<>();
  private final List<Detection> decided = new CopyOnWriteArrayList<>();
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger beginnings = new AtomicInteger();
  private final CountDownLatch disk = new CountDownLatch(1);
  private final ExecutorService writer = Executors.newSingleThreadExecutor();
  private final DurableEntrance entrance =
      new DurableEntrance(
          this::append, decided::addAll, Duration.ofMillis(50), 4, Duration.ofHours(1));

  private CompletableFuture<List<Detection>> append(Supplier<List<JournalEntry>> waiting) {
    asked.incrementAndGet();
    if (writer.isShutdown()) {
      return CompletableFuture.failedFuture(new StoreException("closed"));
    }
    return CompletableFuture.supplyAsync(
        () -> {
          List<Detection> some = waiting.get().stream().map(JournalEntry::detection).toList();
          beginnings.incrementAndGet();
          return append(some);
        },
        writer);
  }

  private List<Detection> append(List<Detection> some) {
    try {
      disk.await();
    } catch (InterruptedException e) {
      throw new StoreException("interrupted", e);
    }
    if (some.stream().anyMatch(one -> one.id().equals("no disk"))) {
      throw new StoreException("no disk");
    }
    if (some.stream().anyMatch(one -> one.id().equals("bad"))) {
      throw new IllegalArgumentException("bad");
    }
    commits.add(some);
    return some.stream().filter(one -> known.add(one.id())).toList();
  }

  @AfterEach
  void close() {
    disk.countDown();
    entrance.close();
    writer.shutdown();
  }

  @Test
  void whatComesMeanwhileSharesOneCommitAndEachHearsOfItsOwn() {
    CompletableFuture<List<Detection>> first = entrance.accept(List.of(detection("1")));
    entrance.start();
    await().until(() -> entrance.waiting() == 1);
    CompletableFuture<List<Detection>> second = entrance.accept(List.of(detection("2")));
    CompletableFuture<List<Detection>> again = entrance.accept(List.of(detection("2")));
    assertThat(first).isNotDone();
    disk.countDown();

    assertThat(first.join()).hasSize(1);
    assertThat(second.join().size() + again.join().size()).isEqualTo(1);
    await().until(() -> decided.size() == 2);
    assertThat(commits.size()).isLessThanOrEqualTo(2);
    await().until(() -> entrance.waiting() == 0);
  }

  @Test
  void nobodyWaitsForTheNextLook() {
    disk.countDown();
    entrance.start();
    for (int i = 0; i < 5_000; i++) {
      // a word that was missed would come after an hour
      assertThat(entrance.accept(List.of(detection("n" + i))))
          .succeedsWithin(Duration.ofSeconds(30));
    }
  }

  @Test
  void theNextCommitIsAskedForWhileOneIsUnderWayAndTakesAllThatCameUntilItBegins() {
    entrance.start();
    var first = entrance.accept(List.of(detection("1")));
    await().until(() -> entrance.waiting() == 1 && beginnings.get() == 1);
    var second = entrance.accept(List.of(detection("2")));
    await().until(() -> asked.get() == 2);
    var third = entrance.accept(List.of(detection("3")));
    disk.countDown();

    assertThat(first.join()).hasSize(1);
    assertThat(second.join()).hasSize(1);
    assertThat(third.join()).hasSize(1);
    assertThat(commits).hasSize(2);
    await()
        .until(() -> decided.stream().map(Detection::id).toList().equals(List.of("1", "2", "3")));
  }

  @Test
  void whoMayNotWaitForRoomHearsLaterThatThereWasNone() {
    for (String id : List.of("1", "2", "3", "4")) {
      assertThat(entrance.acceptLater(List.of(detection(id)))).isNotDone();
    }
    CompletableFuture<List<Detection>> fifth = entrance.acceptLater(List.of(detection("5")));

    assertThat(fifth)
        .failsWithin(Duration.ofSeconds(5))
        .withThrowableThat()
        .withCauseInstanceOf(StoreException.class);
    assertThat(entrance.acceptLater(List.of())).succeedsWithin(Duration.ofSeconds(5));
    entrance.start();
    disk.countDown();
    await().until(() -> decided.size() == 4);
  }

  @Test
  void whatNoTransactionEverTookIsRefused() {
    writer.shutdown();
    disk.countDown();
    entrance.start();

    assertThatThrownBy(() -> entrance.accept(List.of(detection("1"))).join())
        .hasCauseInstanceOf(StoreException.class);
    await().until(() -> entrance.waiting() == 0);
  }

  @Test
  void refusesAfterAShortWhileWhereThereIsNoRoom() {
    entrance.start();
    var unused = entrance.accept(List.of(detection("1"), detection("2"), detection("3")));

    assertThatThrownBy(() -> entrance.accept(List.of(detection("4"), detection("5"))))
        .isInstanceOf(StoreException.class);
  }

  @Test
  void tellsAStoreThatFailsAndKeepsOneBadDeliveryFromTheOthers() {
    disk.countDown();
    CompletableFuture<List<Detection>> good = entrance.accept(List.of(detection("1")));
    CompletableFuture<List<Detection>> bad = entrance.accept(List.of(detection("bad")));
    entrance.start();

    assertThat(good.join()).hasSize(1);
    assertThatThrownBy(bad::join).hasCauseInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> entrance.accept(List.of(detection("no disk"))).join())
        .hasCauseInstanceOf(StoreException.class);
  }

  private static Detection detection(String id) {
    return Detections.of(id);
  }
}
