package io.nightjar.playbook;

import static io.nightjar.playbook.TestPlaybooks.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.ResponseState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What playbooks can ask of the node, through both walls and a session. */
class NodeActionsInPlaybooksTest {
  private static final String MANIFEST =
      """
      title: test
      why: to see it work
      owner: tests
      mayAsk: [container:freeze, evidence:collect, node:isolate-pod, process:stop, process:kill]
      """;
  private static final String LOOK_THEN_KILL =
      """
      rule "hold it and look"
      when
        $d : Detection( rule == "miner" )
      then
        respond.to($d).freezeContainer().because("a miner").undoAfter("8h");
        respond.to($d).isolateOnNode("10.96.0.10/32", "fd00::/8").because("a miner");
        respond.to($d).stopProcess().because("a miner");
        respond.to($d).collectEvidence("processes", "packets:30s", "/tmp/x y").because("a miner");
      end
      rule "kill it once it was looked at"
      when
        $d : Detection( rule == "miner", $pod : podUid, podUid != "" )
        ResponseUpdate( podUid == $pod, action == "evidence:collect",
          state in (ResponseState.SUCCEEDED, ResponseState.NOTHING_TO_DO, ResponseState.FAILED),
          this after[0s,10m] $d )
      then
        respond.to($d).killProcess().because("evidence is kept, as far as there was any");
      end
      rule "all that is usual"
      when
        $d : Detection( rule == "other" )
      then
        respond.to($d).collectEvidence().because("usual");
        respond.to($d).isolateOnNode().because("usual");
      end
      """;

  @TempDir Path folder;

  @Test
  void asksForEachWithItsArguments() throws Exception {
    try (VirtualSession session = session(LOOK_THEN_KILL)) {
      List<ResponseRequest> asked =
          requests(session.insert(TestPlaybooks.fact("d-1", "miner", "web-1", NOON)));

      assertThat(asked)
          .extracting(ResponseRequest::actionId)
          .containsExactly(
              "container:freeze", "node:isolate-pod", "process:stop", "evidence:collect");
      assertThat(asked.getFirst().target())
          .isEqualTo(
              new ContainerTarget("node-1", "c".repeat(64), "uid-web-1", "shop", "web-1", "main"));
      assertThat(asked.get(1).parameters())
          .isEqualTo(Parameters.NONE.with("allow", List.of("10.96.0.10/32", "fd00::/8")));
      assertThat(asked.get(3).parameters())
          .isEqualTo(
              Parameters.NONE.with("kinds", List.of("processes", "packets:30s", "/tmp/x y")));
    }
  }

  @Test
  void killsOnlyOnceTheEvidenceWasLookedFor() throws Exception {
    try (VirtualSession session = session(LOOK_THEN_KILL)) {
      session.insert(TestPlaybooks.fact("d-1", "miner", "web-1", NOON));
      assertThat(requests(session.insert(update(ResponseState.EXECUTING)))).isEmpty();

      assertThat(requests(session.insert(update(ResponseState.SUCCEEDED))))
          .extracting(ResponseRequest::actionId)
          .containsExactly("process:kill");
    }
  }

  @Test
  void argumentsMayBeLeftOut() throws Exception {
    try (VirtualSession session = session(LOOK_THEN_KILL)) {
      List<ResponseRequest> asked =
          requests(session.insert(TestPlaybooks.fact("d-1", "other", "web-1", NOON)));

      assertThat(asked).extracting(ResponseRequest::parameters).containsOnly(Parameters.NONE);
    }
  }

  @Test
  void refusesWhatIsNoKindOfEvidenceAndNoRange() {
    assertThatThrownBy(() -> session(LOOK_THEN_KILL.replace("\"packets:30s\"", "\"passwords\"")))
        .hasMessageContaining("\"passwords\" is not a kind of evidence");
    assertThatThrownBy(() -> session(LOOK_THEN_KILL.replace("10.96.0.10/32", "dns.shop")))
        .hasMessageContaining("\"dns.shop\" is not a range of addresses");
  }

  private VirtualSession session(String drl) throws Exception {
    write(drl);
    CompiledPlaybooks compiled =
        new PlaybookCompiler(folder.resolve(".cache"), TestPlaybooks.CALENDARS.names())
            .load(folder);
    return new VirtualSession(compiled, TestPlaybooks.CALENDARS, SessionLimits.DEFAULT, NOON);
  }

  private void write(String drl) throws IOException {
    Path playbook = Files.createDirectories(folder.resolve("miner"));
    Files.writeString(playbook.resolve("playbook.drl"), drl);
    Files.writeString(playbook.resolve("playbook.yaml"), MANIFEST);
  }

  private static SessionFact update(ResponseState state) {
    return SessionFact.of(
        new ResponseUpdate(
            "r-1",
            "miner",
            "hold it and look",
            "evidence:collect",
            state,
            false,
            false,
            "",
            List.of(),
            "container/node-1/" + "c".repeat(64),
            new PodTarget("shop", "web-1", "uid-web-1"),
            null,
            List.of("d-1"),
            NOON.plusSeconds(1)));
  }

  private static List<ResponseRequest> requests(List<Decision> decisions) {
    return decisions.stream()
        .filter(Decision.Asked.class::isInstance)
        .map(decision -> ((Decision.Asked) decision).request())
        .toList();
  }
}
