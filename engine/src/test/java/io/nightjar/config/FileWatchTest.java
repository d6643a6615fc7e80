package io.nightjar.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

  @TempDir Path folder;

  private final AtomicInteger calls = new AtomicInteger();
  private Path rule = Path.of("");

  @BeforeEach
  void aFolderWithARule() throws IOException {
    rule = Files.writeString(folder.resolve("a.yaml"), "one");
  }

  @Test
  void staysQuietWhileNothingChanges() {
    FileWatch watch = FileWatch.manual(List.of(folder), calls::incrementAndGet);
    poll(watch, 3);
    assertThat(calls).hasValue(0);
  }

  @Test
  void callsOnceWhenAChangeHasSettled() throws IOException {
    FileWatch watch = FileWatch.manual(List.of(folder), calls::incrementAndGet);
    Files.writeString(rule, "two!");
    poll(watch, 1);
    assertThat(calls).as("still being written").hasValue(0);
    Files.writeString(rule, "three!");
    poll(watch, 1);
    assertThat(calls).as("still being written").hasValue(0);
    poll(watch, 3);
    assertThat(calls).hasValue(1);
  }

  @Test
  void seesNewAndRemovedFiles() throws IOException {
    FileWatch watch = FileWatch.manual(List.of(folder), calls::incrementAndGet);
    Path added = Files.writeString(folder.resolve("b.yaml"), "x");
    poll(watch, 2);
    Files.delete(added);
    poll(watch, 2);
    assertThat(calls).hasValue(2);
  }

  @Test
  void seesASwappedLinkAsAConfigMapMakesIt() throws IOException {
    Path first = Files.createDirectory(folder.resolve("..one"));
    Path second = Files.createDirectory(folder.resolve("..two"));
    Files.writeString(first.resolve("c.yaml"), "old");
    Files.writeString(second.resolve("c.yaml"), "newer");
    Path link = Files.createSymbolicLink(folder.resolve("data"), first);
    FileWatch watch = FileWatch.manual(List.of(link), calls::incrementAndGet);
    Files.delete(link);
    Files.createSymbolicLink(link, second);
    poll(watch, 2);
    assertThat(calls).hasValue(1);
  }

  @Test
  void outlivesACallbackThatFails() throws IOException {
    FileWatch watch =
        FileWatch.manual(
            List.of(folder),
            () -> {
              calls.incrementAndGet();
              throw new IllegalStateException("broken callback");
            });
    Files.writeString(rule, "two!");
    poll(watch, 2);
    Files.writeString(rule, "three!");
    poll(watch, 2);
    assertThat(calls).hasValue(2);
  }

  @Test
  @SuppressWarnings("try")
  void pollsByItself() throws IOException {
    try (FileWatch watch =
        FileWatch.start(List.of(folder), Duration.ofMillis(10), calls::incrementAndGet)) {
      Files.writeString(rule, "something else");
      await().until(() -> calls.get() == 1);
    }
  }

  private static void poll(FileWatch watch, int times) {
    for (int i = 0; i < times; i++) {
      watch.poll();
    }
  }
}
