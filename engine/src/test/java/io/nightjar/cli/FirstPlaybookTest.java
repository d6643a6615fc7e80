package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.detect.Detection;
import io.nightjar.rehearse.Past;
import io.nightjar.store.Journal;
import io.nightjar.store.TestState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Follows docs/first-playbook.md literally; {@code -Dgolden.renew=true} writes its outputs anew.
 */
class FirstPlaybookTest {

  private static final Path PAGE = Path.of("../docs/first-playbook.md");
  private static final boolean RENEW = Boolean.getBoolean("golden.renew");
  private static final Pattern STEP =
      Pattern.compile(
          "<!-- run -->\n```console\n\\$ nightjar (?<command>[^\n]*)\n(?<output>(?s:.*?))```"
              + "|<!-- file (?<replaced>\\S+) replace (?<old>.*) ==> (?<new>.*) -->"
              + "|<!-- file (?<file>\\S+) -->\n```\\w+\n(?<text>(?s:.*?))```");

  @TempDir Path folder;

  private TestShell shell() throws Exception {
    Files.createSymbolicLink(folder.resolve("rules"), Path.of("../rules").toRealPath());
    Files.createSymbolicLink(folder.resolve("docs"), Path.of("../docs").toRealPath());
    List<Detection> past = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      past.add(Past.shell("s" + i, i % 3, Duration.ofHours(5L * i)));
      past.add(Past.shell("again" + i, i % 3, Duration.ofHours(5L * i).plusSeconds(20)));
    }
    try (TestState open = TestState.open(folder.resolve(".local/state/nightjar"))) {
      new Journal(open.database(), () -> Past.START).append(past);
    }
    return new TestShell(folder);
  }

  @Test
  void everyCommandOfThePagePrintsWhatThePageShows() throws Exception {
    TestShell shell = shell();
    String page = Files.readString(PAGE);
    StringBuilder renewed = new StringBuilder();
    Matcher steps = STEP.matcher(page);
    int commands = 0;
    while (steps.find()) {
      String instead = steps.group();
      if (steps.group("command") != null) {
        String printed = printed(shell, steps.group("command"));
        if (!RENEW) {
          assertThat(printed).as(steps.group("command")).isEqualTo(steps.group("output"));
        }
        instead =
            "<!-- run -->\n```console\n$ nightjar "
                + steps.group("command")
                + "\n"
                + printed
                + "```";
        commands++;
      } else if (steps.group("file") != null) {
        Files.writeString(folder.resolve(steps.group("file")), steps.group("text"));
      } else {
        Path file = folder.resolve(steps.group("replaced"));
        String text = Files.readString(file);
        assertThat(text).contains(steps.group("old"));
        Files.writeString(file, text.replace(steps.group("old"), steps.group("new")));
      }
      steps.appendReplacement(renewed, Matcher.quoteReplacement(instead));
    }
    assertThat(commands).isGreaterThan(8);
    if (RENEW) {
      Files.writeString(PAGE, steps.appendTail(renewed).toString());
    }
  }

  private String printed(TestShell shell, String command) {
    String here = folder + "/";
    String[] words = command.replace("my-playbooks", here + "my-playbooks").split(" ");
    shell.run(words);
    String printed = shell.out() + shell.err();
    return printed
        .replace(here, "")
        .lines()
        .map(line -> line.stripTrailing() + "\n")
        .reduce("", String::concat);
  }
}
