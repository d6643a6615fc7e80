package io.nightjar.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileOutputTest {

  @TempDir Path folder;

  @Test
  void appendsToWhatIsThere() throws IOException {
    Path file = Files.writeString(folder.resolve("alerts"), "before\n");
    for (boolean keepOpen : new boolean[] {false, true}) {
      FileOutput output = new FileOutput(file, keepOpen, false);
      output.write("one " + keepOpen);
      assertThat(Files.readAllLines(file)).endsWith("one " + keepOpen);
      output.close();
    }
    assertThat(file).content().isEqualTo("before\none false\none true\n");
  }

  @Test
  void aRotatedFileIsNoticedWithoutASignal() throws IOException {
    Path file = folder.resolve("alerts");
    Path moved = folder.resolve("alerts.1");
    FileOutput output = new FileOutput(file, true, false);
    output.write("one");
    Files.move(file, moved);
    output.write("two");
    output.close();
    assertThat(moved).content().isEqualTo("one\n");
    assertThat(file).content().isEqualTo("two\n");
  }

  @Test
  void whatIsHeldBackGoesOutWhenItIsOpenedAnew() throws IOException {
    Path file = folder.resolve("alerts");
    Path moved = folder.resolve("alerts.1");
    FileOutput output = new FileOutput(file, true, true);
    output.write("one");
    assertThat(file).content().isEmpty();
    Files.move(file, moved);
    output.reopen();
    output.write("two");
    output.idle();
    assertThat(moved).content().isEqualTo("one\n");
    assertThat(file).content().isEqualTo("two\n");
    output.close();
  }

  @Test
  void goesOnAfterTheFolderWasAwayForAWhile() throws IOException {
    Path away = Files.createDirectory(folder.resolve("logs"));
    Path file = away.resolve("alerts");
    FileOutput output = new FileOutput(file, true, false);
    output.write("one");
    Files.delete(file);
    Files.delete(away);
    assertThatThrownBy(() -> output.write("two")).isInstanceOf(IOException.class);
    Files.createDirectory(away);
    output.write("three");
    output.close();
    assertThat(file).content().isEqualTo("three\n");
  }
}
