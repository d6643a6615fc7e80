package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.LibraryCache;
import io.nightjar.store.Detections;
import io.nightjar.store.Journal;
import io.nightjar.store.TestState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResponsesWhyNotTest {
  private static final Path OUR_PLAYBOOKS =
      Path.of(System.getProperty("nightjar.home", ".."), "playbooks").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void tellsRuleByRuleWhatBecameOfADetection() throws Exception {
    String state = folder.resolve("state").toString();
    try (TestState store = TestState.open(Path.of(state))) {
      new Journal(store.database(), InstantSource.system()).append(Detections.of("d-shell"));
    }
    LibraryCache.standInFor(folder.resolve("state/playbook-cache"));
    Path config =
        Files.writeString(folder.resolve("nightjar.yaml"), "playbooks: " + OUR_PLAYBOOKS + "\n");
    TestShell shell = new TestShell(folder);
    String[] options = {"--state", state, "--config", config.toString()};

    assertThat(
            shell.run(
                "responses", "why-not", "d-sh", options[0], options[1], options[2], options[3]))
        .as(shell.err())
        .isZero();
    assertThat(shell.out())
        .contains("+ shell-in-container: at night: isolate at once")
        .contains("- shell-in-container: by day: ask first")
        .contains("the time is not theirs: calendars \"day\"")
        .contains("kubernetes:isolate-pod on pod shop/checkout-7d4b9: not in the store");

    assertThat(
            shell.run(
                "responses", "why-not", "d-none", options[0], options[1], options[2], options[3]))
        .isEqualTo(2);
    assertThat(shell.err()).contains("no detection starts with \"d-none\"");
  }
}
