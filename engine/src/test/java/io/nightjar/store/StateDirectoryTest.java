package io.nightjar.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

  @TempDir Path temp;

  @Test
  void onlyTheOwnerReadsIt() throws IOException {
    Path path = temp.resolve("state");
    try (TestState state = TestState.open(path)) {
      state.database().write(transaction -> true);
      assertThat(mode(path)).isEqualTo("rwx------");
      try (var files = Files.list(path)) {
        assertThat(files)
            .isNotEmpty()
            .allSatisfy(file -> assertThat(mode(file)).startsWith("rw----"));
      }
    }
  }

  @Test
  void anEmptyFolderThatWasMadeForItIsClosed() throws IOException {
    Path made = Files.createDirectory(temp.resolve("made"));
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    StateDirectory.open(made).close();
    assertThat(mode(made)).isEqualTo("rwx------");
  }

  @Test
  void aFolderInWhichSomethingLiesStaysAsItsOwnerHasIt() throws IOException {
    Path used = Files.createDirectory(temp.resolve("used"));
    Files.writeString(used.resolve("notes"), "mine");
    Files.setPosixFilePermissions(used, PosixFilePermissions.fromString("rwxr-xr-x"));
    StateDirectory.open(used).close();
    assertThat(mode(used)).isEqualTo("rwxr-xr-x");
  }

  private static String mode(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void secondNightjarInTheSameProcessIsRefused() {
    try (StateDirectory first = StateDirectory.open(temp)) {
      assertThatThrownBy(() -> StateDirectory.open(temp))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another Nightjar")
          .hasMessageContaining(first.path().toString());
      assertThatThrownBy(() -> StateDirectory.open(temp)).isInstanceOf(StoreException.class);
    }
    StateDirectory.open(temp).close();
  }

  /** Run in a child: takes the lock and keeps it until its input ends. */
  public static final class Holder {
    public static void main(String[] arguments) throws IOException {
      try (StateDirectory held = StateDirectory.open(Path.of(arguments[0]))) {
        System.out.println("held");
        while (System.in.read() >= 0) {}
        held.path();
      }
    }
  }

  @Test
  void secondProcessIsRefusedAndToldWhoHoldsIt() throws Exception {
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                temp.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(new String(holder.getInputStream().readNBytes(4), StandardCharsets.UTF_8))
          .isEqualTo("held");
      assertThatThrownBy(() -> StateDirectory.open(temp))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("the process " + holder.pid())
          .hasMessageContaining("stop that one");
    } finally {
      holder.destroyForcibly();
      assertThat(holder.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    StateDirectory.open(temp).close();
  }

  @Test
  void directoryThatIsAFileIsExplained() throws IOException {
    Path file = Files.createFile(temp.resolve("file"));
    assertThatThrownBy(() -> StateDirectory.open(file))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("name another one");
  }

  @Test
  void lockFileOfADeadProcessDoesNotMatter() throws IOException {
    Files.writeString(temp.resolve("nightjar.lock"), "123456789");
    try (StateDirectory directory = StateDirectory.open(temp)) {
      assertThat(directory.path()).isEqualTo(temp.toRealPath());
    }
  }
}
