package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.detect.Detection;
import io.nightjar.rehearse.Past;
import io.nightjar.store.Journal;
import io.nightjar.store.Json;
import io.nightjar.store.TestState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookDiffTest {

  private static final String ISOLATE =
      """
      rule "a shell"
      when
        $d : Detection( rule == "Terminal shell in container" )
      then
        respond.to($d).isolatePod().because("shell in {pod}").undoAfter("2h");
      end
      """;

  @TempDir Path folder;
  private TestShell shell = new TestShell(Path.of(""));

  @BeforeEach
  void aPast() throws Exception {
    shell = new TestShell(folder);
    List<Detection> past = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      past.add(Past.shell("s" + i, i, Duration.ofMinutes(10L * i)));
      past.add(Past.detection("p" + i, "Package management", i, Duration.ofMinutes(10L * i)));
    }
    try (TestState open = TestState.open(folder.resolve("state"))) {
      new Journal(open.database(), () -> Past.START).append(past);
    }
  }

  private JsonNode diff(String old, String fresh, int code) throws Exception {
    Past.write(folder.resolve("old"), Map.of("shell", old));
    Past.write(folder.resolve("new"), Map.of("shell", fresh));
    assertThat(run("-o", "json")).as(shell.err()).isEqualTo(code);
    return Json.MAPPER.readTree(shell.out());
  }

  private int run(String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "playbook",
                "diff",
                folder.resolve("old").toString(),
                folder.resolve("new").toString(),
                "--state",
                folder.resolve("state").toString()));
    words.addAll(List.of(more));
    return shell.run(words.toArray(String[]::new));
  }

  private static List<String> changes(JsonNode json) {
    List<String> all = new ArrayList<>();
    json.path("differences")
        .path(0)
        .path("changes")
        .forEach(
            change ->
                all.add(
                    change.path("what").asText()
                        + " "
                        + change.path("before").asText()
                        + " > "
                        + change.path("after").asText()));
    return all;
  }

  @Test
  void theSameIsTheSame() throws Exception {
    JsonNode json = diff(ISOLATE, ISOLATE, ExitCode.OK);
    assertThat(json.at("/counts/same").asLong()).isEqualTo(12);
    assertThat(json.path("differences")).isEmpty();
    assertThat(run()).isZero();
    assertThat(shell.out()).contains("12 the same, 0 added, 0 gone, 0 changed");
  }

  @Test
  void whatIsAskedForMoreIsAddedAndLessIsGone() throws Exception {
    String also =
        ISOLATE
            + """
            rule "packages"
            when
              $d : Detection( rule == "Package management" )
            then
              respond.to($d).isolatePod().because("packages");
            end
            """;
    // of one action on one target the first is done and the second is joined
    assertThat(diff(ISOLATE, also, ExitCode.OK).at("/new/rulings").toString())
        .isEqualTo("{\"allowed\":12,\"joined\":12}");
    String kill =
        also.replace("because(\"packages\")", "because(\"packages\")")
            .replaceFirst("(?s)(rule \"packages\".*)isolatePod", "$1killProcess");
    JsonNode added = diff(ISOLATE, kill, ExitCode.NEGATIVE);
    assertThat(added.at("/counts/added").asLong()).isEqualTo(12);
    assertThat(added.at("/counts/same").asLong()).isEqualTo(10);
    assertThat(added.at("/counts/changed").asLong())
        .as("what is added spends the budget of the others")
        .isEqualTo(2);
    JsonNode gone = diff(kill, ISOLATE, ExitCode.NEGATIVE);
    assertThat(gone.at("/counts/gone").asLong()).isEqualTo(12);
    assertThat(run()).isEqualTo(ExitCode.NEGATIVE);
    assertThat(shell.out()).contains("12 gone", "- ", "process:kill");
  }

  @Test
  void anotherActionTimeOrQuestionIsAChange() throws Exception {
    assertThat(changes(diff(ISOLATE, ISOLATE.replace("2h", "1h"), ExitCode.NEGATIVE)))
        .contains("undo after 2 hours > after 1 hour");
    JsonNode asked =
        diff(
            ISOLATE,
            ISOLATE.replace(";", "\n.needsApproval(\"10m\").byGroup(\"oncall\");"),
            ExitCode.NEGATIVE);
    assertThat(asked.at("/counts/changed").asLong()).isEqualTo(12);
    assertThat(changes(asked))
        .contains("ruling allowed > asked", "approval none > oncall within 10 minutes");
    JsonNode other =
        diff(
            ISOLATE,
            ISOLATE.replace("isolatePod", "killProcess").replace(".undoAfter(\"2h\")", ""),
            ExitCode.NEGATIVE);
    assertThat(other.at("/counts/changed").asLong()).isEqualTo(12);
    assertThat(changes(other)).contains("action kubernetes:isolate-pod > process:kill");
  }

  @Test
  void theConfiguredOnesAreTheOldWhereOneIsGiven() throws Exception {
    Past.write(folder.resolve("old"), Map.of("shell", ISOLATE));
    Past.write(folder.resolve("new"), Map.of("shell", ISOLATE.replace("2h", "1h")));
    Path config =
        Files.writeString(
            folder.resolve("nightjar.yaml"), "playbooks: " + folder.resolve("old") + "\n");
    String[] words = {
      "playbook",
      "diff",
      folder.resolve("new").toString(),
      "--config",
      config.toString(),
      "--state",
      folder.resolve("state").toString()
    };
    assertThat(shell.run(words)).as(shell.err()).isEqualTo(ExitCode.NEGATIVE);
    assertThat(shell.out()).contains("undo: after 2 hours → after 1 hour");
  }

  @Test
  void aRevisionIsNoOption() {
    assertThat(shell.run("playbook", "diff", "--output=json", "-x:playbooks"))
        .isEqualTo(ExitCode.USAGE);
    assertThat(shell.run("playbook", "diff", "nothing:here/at/all", folder.toString()))
        .isEqualTo(ExitCode.USAGE);
    assertThat(shell.err()).contains("git knows no nothing:here/at/all");
  }
}
