package io.nightjar.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.respond.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {

  @TempDir Path folder;

  private final ManualClock clock = new ManualClock();

  @Test
  void aFileIsBegunAnewBeforeItIsTooLargeAndSoManyAreKept() throws IOException {
    Path file = folder.resolve("out");
    try (FileOutput output = output(file, 20, Duration.ofDays(1), 2)) {
      for (String line : new String[] {"aaaaaaaaa", "bbbbbbbbb", "ccccccccc", "d"}) {
        output.write(line);
      }
      assertThat(file).content().isEqualTo("ccccccccc\nd\n");
      assertThat(folder.resolve("out.1")).content().isEqualTo("aaaaaaaaa\nbbbbbbbbb\n");
      output.write("a line that is longer than a file may be");
      output.write("e");
      output.write("f");
    }
    assertThat(file).content().isEqualTo("e\nf\n");
    assertThat(folder.resolve("out.1")).content().startsWith("a line that");
    assertThat(folder.resolve("out.2")).content().isEqualTo("ccccccccc\nd\n");
    assertThat(folder.resolve("out.3")).doesNotExist();
  }

  @Test
  void aFileIsBegunAnewWhenItIsOld() throws IOException {
    Path file = folder.resolve("out");
    try (FileOutput output = output(file, 1_000, Duration.ofHours(1), 1)) {
      output.write("one");
      clock.advance(Duration.ofMinutes(59));
      output.write("two");
      clock.advance(Duration.ofMinutes(2));
      output.write("three");
    }
    assertThat(file).content().isEqualTo("three\n");
    assertThat(folder.resolve("out.1")).content().isEqualTo("one\ntwo\n");
  }

  @Test
  void whatAnEarlierRunWroteCounts() throws IOException {
    Path file = Files.writeString(folder.resolve("out"), "x".repeat(18) + "\n");
    Rotation rotation = new Rotation(20, Duration.ofDays(1), 1, InstantSource.system());
    try (FileOutput output = new FileOutput(file, true, false, rotation)) {
      output.write("next");
    }
    assertThat(file).content().isEqualTo("next\n");
  }

  @Test
  void somebodyElseMayRotateToo() throws IOException {
    Path file = folder.resolve("out");
    try (FileOutput output = output(file, 12, Duration.ofDays(1), 1)) {
      output.write("123456789");
      Files.move(file, folder.resolve("theirs"));
      output.write("abcdefghi");
    }
    assertThat(file).content().isEqualTo("abcdefghi\n");
    assertThat(folder.resolve("out.1")).doesNotExist();
  }

  private FileOutput output(Path file, long bytes, Duration age, int keep) {
    return new FileOutput(file, true, false, new Rotation(bytes, age, keep, clock));
  }
}
