package io.nightjar.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.gate.StageRule;
import io.nightjar.gate.Stages;
import io.nightjar.http.StoredFacts;
import io.nightjar.playbook.CompiledPlaybooks;
import io.nightjar.playbook.PlaybookCompiler;
import io.nightjar.respond.ManualClock;
import io.nightjar.respond.Stage;
import io.nightjar.store.TestState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybookRegisterTest {

  private static final String DRL =
      """
      rule "a"
      when
        $d : Detection( rule == "Terminal shell in container" )
      then
        respond.to($d).isolatePod().because("a shell");
      end
      """;
  private static final String YAML =
      "title: t\nwhy: w\nowner: o\nmayAsk: ['kubernetes:isolate-pod']\nstage: ";

  @TempDir Path temp;
  private final ManualClock clock = new ManualClock();

  private CompiledPlaybooks load(String stage, String... names) throws Exception {
    Path folder = Files.createTempDirectory(temp, "playbooks");
    for (String name : names) {
      Path playbook = Files.createDirectories(folder.resolve(name));
      Files.writeString(playbook.resolve("playbook.drl"), DRL);
      Files.writeString(playbook.resolve("playbook.yaml"), YAML + stage + "\n");
    }
    return new PlaybookCompiler(temp.resolve("cache"), Set.of()).load(folder);
  }

  private static List<String> leaves(TestState state) {
    return new StoredFacts(state.database())
        .lastAudit(100).stream()
            .filter(leaf -> leaf.kind().startsWith("playbook."))
            .map(
                leaf ->
                    leaf.kind()
                        + " "
                        + leaf.fields().path("playbook").asText()
                        + " "
                        + leaf.fields().path("stage").asText())
            .toList();
  }

  @Test
  void onlyAChangeIsRecordedAndTheTimeIsThatOfVersionAndStage() throws Exception {
    try (TestState state = TestState.open(temp.resolve("state"))) {
      PlaybookRegister register = new PlaybookRegister(state.database(), clock);
      Instant first = clock.instant();
      register.note(load("draft", "a", "b"), Stages.NONE);
      clock.advance(Duration.ofDays(1));
      register.note(load("draft", "a", "b"), Stages.NONE);
      assertThat(leaves(state))
          .containsExactly("playbook.in-force a draft", "playbook.in-force b draft");
      Stages asks = new Stages(List.of(new StageRule("a", null, Stage.ASK)));
      register.note(load("draft", "a"), asks);
      assertThat(leaves(state)).endsWith("playbook.in-force a ask", "playbook.gone b ");
      assertThat(PlaybookRegister.read(state.database())).containsOnlyKeys("a");
      assertThat(PlaybookRegister.read(state.database()).get("a"))
          .satisfies(
              entry -> {
                assertThat(entry.edition().stage()).isEqualTo(Stage.ASK);
                assertThat(entry.since()).isEqualTo(first.plus(Duration.ofDays(1)));
              });
    }
  }
}
