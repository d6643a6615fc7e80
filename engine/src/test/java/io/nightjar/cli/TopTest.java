package io.nightjar.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nightjar.Golden;
import io.nightjar.SampleResponses;
import io.nightjar.detect.Priority;
import io.nightjar.fleet.AgentView;
import io.nightjar.http.FakeBackend;
import io.nightjar.http.KillSwitchState;
import io.nightjar.incident.Incident;
import io.nightjar.incident.IncidentState;
import io.nightjar.respond.Response;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TopTest {

  private final FakeBackend backend = new FakeBackend();
  private final TestShell shell = new TestShell(Path.of("/home/kim"));

  private static AgentView agent(String node, boolean silent) {
    Instant now = SampleResponses.THREE;
    return new AgentView(
        node, silent, now, now, "0.1.0", true, "", "", 0, now, 0, null, 0, 0, 0, null, Map.of());
  }

  private static Incident incident(String about) {
    return new Incident(
        "i-5f3c9a1b2c3d4e5f",
        "workload:w-1",
        about,
        "shop",
        Priority.CRITICAL,
        IncidentState.OPEN,
        SampleResponses.THREE,
        SampleResponses.THREE,
        7,
        new TreeMap<>(Map.of("Terminal shell in container", 7L)),
        List.of());
  }

  private TopFacts facts(List<Response> waiting, List<Incident> incidents, List<Response> latest) {
    return new TopFacts(
        backend.status(),
        waiting,
        incidents,
        latest,
        List.of(agent("node-1", false), agent("node-2", true)),
        OptionalDouble.of(1234.4));
  }

  private List<String> lines(TopFacts facts, int columns, int rows) {
    return new TopView(shell.shell, Hints.PLAIN, new Screen.Size(columns, rows)).of(facts);
  }

  @Test
  void showsTonightOnOneScreen() {
    backend.losses.put("kernel", 3L);
    backend.killSwitch = new KillSwitchState(true, "kim: isolates the wrong pods");
    List<String> lines =
        lines(
            facts(
                List.of(SampleResponses.waiting()),
                List.of(incident("Deployment shop/checkout")),
                List.of(SampleResponses.succeeded(), SampleResponses.undoRefused())),
            120,
            40);
    Golden.check("src/test/resources/golden/top.txt", String.join("\n", lines) + "\n");
  }

  @Test
  void whatWaitsHasTheRoomThatTheOthersDoNotNeedAndSaysHowMuchIsNotShown() {
    List<Response> many = Collections.nCopies(40, SampleResponses.waiting());
    List<Incident> incidents = Collections.nCopies(40, incident("Deployment shop/checkout"));
    List<String> lines =
        lines(facts(many, incidents, Collections.nCopies(40, many.get(0))), 100, 40);
    assertThat(lines).hasSizeLessThanOrEqualTo(40);
    assertThat(lines).anyMatch(line -> line.matches("WAITS FOR A PERSON  \\d\\d of 40 .*"));
    assertThat(lines).anyMatch(line -> line.matches("OPEN INCIDENTS  \\d of 40 .*"));
    assertThat(lines).anyMatch(line -> line.matches("RESPONSES  \\d of 40 .*"));
  }

  @Test
  void saysThatNothingWaits() {
    assertThat(lines(facts(List.of(), List.of(), List.of()), 80, 24))
        .contains("nothing waits for a person", "OPEN INCIDENTS  none", "RESPONSES  none");
  }

  @Test
  void showsNothingThatATerminalObeysOfWhatAnAttackerNamed() {
    String hostile = "<b>" + SampleResponses.ESCAPE + "\r\n\u202e";
    List<Response> responses = List.of(SampleResponses.hostile("r-0000000000000001"));
    List<String> lines = lines(facts(responses, List.of(incident(hostile)), responses), 200, 40);
    assertThat(String.join("\n", lines)).contains("\\x1b[2J").matches("[\\x20-\\x7e…\\n]*");
  }

  @Test
  void paintsInPlaceOnTheOtherBufferAndLeavesNothingBehind() {
    StringWriter out = new StringWriter();
    try (Screen screen = new Screen(new PrintWriter(out))) {
      screen.show(List.of("one", "two", "three"), 2);
    }
    assertThat(out.toString())
        .isEqualTo(
            "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[Hone\u001b[K\r\ntwo\u001b[K\u001b[J"
                + "\u001b[?7h\u001b[?25h\u001b[?1049l");
  }

  @Test
  void readsTheSizeOfATerminalAndTakesTheUsualOneWhereItIsNotTold() {
    assertThat(Screen.Size.of("50 132\n")).isEqualTo(new Screen.Size(132, 50));
    assertThat(Screen.Size.of("0 0\n")).isEqualTo(Screen.Size.USUAL);
    assertThat(Screen.Size.of("")).isEqualTo(Screen.Size.USUAL);
  }
}
