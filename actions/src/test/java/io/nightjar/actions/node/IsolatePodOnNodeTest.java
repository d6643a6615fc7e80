package io.nightjar.actions.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.NetworkControl;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class IsolatePodOnNodeTest {
  private static final PodTarget POD = new PodTarget("shop", "checkout", "uid");

  private final Network network = new Network();
  private final IsolatePodOnNode isolate = new IsolatePodOnNode(network);

  /** The rules of one pod. */
  private static final class Network implements NetworkControl {
    private final List<String> rules = new ArrayList<>();
    private State without = State.OPEN;
    private String responseId = "";

    @Override
    public Cut cut(PodTarget target, List<String> allowed, String id) {
      responseId = id;
      rules.add("chain in drop");
      allowed.forEach(range -> rules.add("allow " + range));
      Cut cut = look(target);
      return new Cut(cut.state(), "net:[1]", id, cut.rules(), 3, List.of("a note"));
    }

    @Override
    public Cut restore(PodTarget target) {
      rules.clear();
      return look(target);
    }

    @Override
    public Cut look(PodTarget target) {
      return new Cut(
          rules.isEmpty() ? without : State.CUT,
          "net:[1]",
          rules.isEmpty() ? "" : responseId,
          List.copyOf(rules),
          0,
          List.of());
    }

    @Override
    public boolean isRange(String text) {
      return text.contains("/");
    }
  }

  @Test
  void cutsOnceAndGivesBack() {
    Outcome.Succeeded done = (Outcome.Succeeded) isolate.execute(request("r-1"));
    assertThat(done.changes())
        .containsExactly(
            "cut pod shop/checkout off the network in its namespace, but for 10.0.0.0/8",
            "destroyed 3 established connections; these do not return");
    assertThat(done.warnings()).containsExactly("a note");
    assertThat(isolate.execute(request("r-2")).toString()).contains("by response r-1");

    assertThat(isolate.undo(request("r-1"), done.beforeState()))
        .isInstanceOf(UndoOutcome.Undone.class);
    assertThat(network.rules).isEmpty();
    assertThat(isolate.undo(request("r-1"), done.beforeState()).toString())
        .contains("gone already");
  }

  @Test
  void aLostOutcomeIsReadFromTheRules() {
    JsonNode before = ((Outcome.Succeeded) isolate.execute(request("r-1"))).beforeState();

    assertThat(isolate.execute(request("r-1"))).isInstanceOf(Outcome.NothingToDo.class);
    assertThat(isolate.recover(request("r-1")).orElseThrow().beforeState()).isEqualTo(before);
    assertThat(isolate.recover(request("r-2"))).isEmpty();
  }

  @Test
  void changedRulesAreNotTakenAway() {
    Outcome.Succeeded done = (Outcome.Succeeded) isolate.execute(request("r-1"));
    network.rules.add("allow everything");
    network.rules.remove("allow 10.0.0.0/8");

    assertThat(isolate.undo(request("r-1"), done.beforeState()))
        .isEqualTo(
            new UndoOutcome.Refused(
                "somebody changed the rules since",
                List.of("missing: allow 10.0.0.0/8", "new: allow everything")));
    assertThat(network.rules).hasSize(2);
  }

  @Test
  void neverCutsTheHostAndIsTruthfulAboutTheRest() {
    network.without = NetworkControl.State.HOST_NETWORK;
    assertThat(((Outcome.Failed) isolate.execute(request("r-1"))).cause())
        .contains("would cut the node");
    network.without = NetworkControl.State.GONE;
    assertThat(isolate.execute(request("r-1"))).isInstanceOf(Outcome.NothingToDo.class);
    network.without = NetworkControl.State.UNAVAILABLE;
    assertThat(((Outcome.Failed) isolate.execute(request("r-1"))).kind())
        .isEqualTo(Kind.UNSUPPORTED);
    assertThat(network.rules).isEmpty();
  }

  @Test
  void refusesWhatIsNoRangeAndCutsNothingInADryRun() {
    Parameters strange = Parameters.NONE.with("allow", "everywhere\n");
    assertThat(
            ((Outcome.Failed)
                    isolate.execute(
                        new ActionRequest("r-1", IsolatePodOnNode.ID, POD, strange, false)))
                .cause())
        .isEqualTo("\"everywhere\\u000a\" is no range of addresses like 10.0.0.0/8");
    assertThat(
            isolate.execute(
                new ActionRequest("r-1", IsolatePodOnNode.ID, POD, Parameters.NONE, true)))
        .isInstanceOf(Outcome.Succeeded.class);
    assertThat(network.rules).isEmpty();
  }

  private static ActionRequest request(String id) {
    return new ActionRequest(
        id, IsolatePodOnNode.ID, POD, Parameters.NONE.with("allow", "10.0.0.0/8"), false);
  }
}
