package io.nightjar.driver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the twin tests of the hooks share: the driver with every type on, and a folder of files. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // filled in by JUnit
abstract class HookIT {
  static final int ENOENT = -2;
  static final int AT_FDCWD = -100;

  Path folder;
  Path file;
  private @Nullable KernelRecorder recorder;

  @BeforeAll
  void openDriver() {
    recorder = KernelRecorder.open(EnumSet.allOf(EventType.class));
  }

  @BeforeEach
  void makeFiles(@TempDir Path fresh) throws IOException {
    folder = fresh.toRealPath();
    file = Files.writeString(folder.resolve("file"), "x");
  }

  @AfterAll
  void closeDriver() {
    if (recorder != null) {
      recorder.close();
    }
  }

  KernelRecorder recorder() {
    if (recorder == null) {
      throw new AssertionError("not opened");
    }
    return recorder;
  }

  /** Runs the program that makes real calls in {@link #folder}. */
  KernelRecorder.Run call(Object... words) {
    return recorder().call(folder, words);
  }
}
