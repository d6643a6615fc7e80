package io.nightjar.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.SampleResponses;
import io.nightjar.cli.Hints;
import io.nightjar.cli.doctor.Line.State;
import io.nightjar.fleet.AgentView;
import io.nightjar.page.SampleAgents;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FleetExaminationTest {

  private static List<Line> look(List<AgentView> agents) {
    return new FleetExamination(agents, SampleResponses.THREE, Hints.PLAIN).look();
  }

  @Test
  void countsTheAgentsAndNamesThoseThatAreSilentBlindOrDiffer() {
    assertThat(look(SampleAgents.four()))
        .extracting(line -> line.state() + " " + line.subject() + ": " + line.found())
        .containsExactly(
            "OK agents: 3 heard, 1 silent",
            "MISSING agent on node-2: nothing was heard of it for 42 seconds",
            "MISSING agent on node-3: its sensor is off: <b>no BTF</b>",
            "WARN agents' versions: 1.0, but 0.9 on node-4",
            "WARN agents' rules: others than most on node-4",
            "WARN agent on node-4: its certificate is good until 2026-11-20T02:40:00Z");
  }

  @Test
  void isContentWithAgentsThatAreAllAlikeAndMissesThemWhereThereAreNone() {
    assertThat(look(SampleAgents.four().subList(0, 1)))
        .extracting(Line::state)
        .containsExactly(State.OK);
    assertThat(look(List.of())).extracting(Line::state).containsExactly(State.MISSING);
  }

  @Test
  void namesAFewOfManyAndCountsTheRest() {
    List<AgentView> many = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      many.add(SampleAgents.four().get(1));
    }
    assertThat(look(many)).hasSize(12);
    assertThat(look(many).getLast().found()).isEqualTo("15 more are silent");
  }

  @Test
  void whatAnEngineNeedsNotIsLeftOutUnlessItIsNamed() throws Exception {
    Parts parts = new Parts();
    parts.add("driver", () -> List.of(Line.missing("driver", "not here", "")));
    parts.add("clock", () -> List.of(Line.ok("clock", "runs")));
    assertThat(parts.look(List.of(), Set.of("driver")).healthy()).isTrue();
    assertThat(parts.look(List.of("driver"), Set.of("driver")).healthy()).isFalse();
    assertThat(parts.look(List.of(), Set.of()).healthy()).isFalse();
  }
}
