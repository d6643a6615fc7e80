package io.nightjar.actions.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.NetworkControl;
import io.nightjar.actions.NetworkControl.Cut;
import io.nightjar.actions.NetworkControl.State;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code node:isolate-pod}: drops every packet of the pod in its own network namespace, established
 * connections too, whatever network plugin the cluster has; undo takes exactly these rules away.
 * The rules are the kernel's: they stay without Nightjar, and go with the pod's sandbox.
 */
public final class IsolatePodOnNode implements Action {
  public static final String ID = "node:isolate-pod";
  static final String ALLOW = "allow";

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Cut the pod off the network on its node at once, established connections too",
          PodTarget.class,
          Map.of(ALLOW, "ranges of addresses that stay reachable, such as 10.96.0.10/32 for DNS"),
          true,
          true,
          true,
          List.of(),
          "D3-NI");

  private final NetworkControl network;

  public IsolatePodOnNode(NetworkControl network) {
    this.network = network;
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, ID + " acts on a pod, not on " + request.target().describe());
    }
    List<String> allowed = request.parameters().list(ALLOW);
    Optional<String> strange =
        allowed.stream().filter(range -> !network.isRange(range)).findFirst();
    if (strange.isPresent()) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED,
          "\"" + DisplayText.of(strange.get()) + "\" is no range of addresses like 10.0.0.0/8");
    }
    String shown = DisplayText.of(target.describe());
    if (request.dryRun()) {
      Cut found = network.look(target);
      return found.state() == State.OPEN
          ? new Outcome.Succeeded(
              List.of("dry run: cut " + shown + " off the network"),
              NullNode.getInstance(),
              found.notes())
          : notOpen(found, shown);
    }
    Cut before = network.look(target);
    if (before.state() != State.OPEN) {
      return notOpen(before, shown);
    }
    Cut done = network.cut(target, allowed, request.responseId());
    return done.state() == State.CUT && done.responseId().equals(request.responseId())
        ? succeeded(done, allowed, shown)
        : notOpen(done, shown);
  }

  private static Outcome notOpen(Cut found, String shown) {
    return switch (found.state()) {
      case CUT ->
          new Outcome.NothingToDo(
              shown + " is cut off already, by response " + DisplayText.of(found.responseId()));
      case GONE -> new Outcome.NothingToDo(shown + " runs nothing on this node any more");
      case HOST_NETWORK ->
          new Outcome.Failed(
              Kind.UNSUPPORTED,
              shown + " is in the network of its node, and cutting it would cut the node");
      case CHANGED ->
          new Outcome.Failed(
              Kind.CONFLICT, "rules of Nightjar's name are there that do not cut; see nft list");
      case OPEN ->
          new Outcome.Failed(Kind.REFUSED, "the rules were not there when they were read back");
      case UNAVAILABLE -> new Outcome.Failed(Kind.UNSUPPORTED, String.join("; ", found.notes()));
    };
  }

  private static Outcome.Succeeded succeeded(Cut done, List<String> allowed, String shown) {
    List<String> changes = new ArrayList<>();
    changes.add(
        "cut "
            + shown
            + " off the network in its namespace"
            + (allowed.isEmpty() ? "" : ", but for " + String.join(", ", allowed)));
    changes.add("destroyed " + done.destroyed() + " established connections; these do not return");
    ObjectNode before = JsonNodeFactory.instance.objectNode().put("namespace", done.namespace());
    ArrayNode rules = before.putArray("rules");
    done.rules().forEach(rules::add);
    return new Outcome.Succeeded(changes, before, done.notes());
  }

  /** The rules bear the response's id. */
  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)) {
      return Optional.empty();
    }
    Cut found = network.look(target);
    return found.state() == State.CUT && found.responseId().equals(request.responseId())
        ? Optional.of(
            succeeded(found, request.parameters().list(ALLOW), DisplayText.of(target.describe())))
        : Optional.empty();
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    if (!(request.target() instanceof PodTarget target)) {
      return new UndoOutcome.Failed(Kind.UNSUPPORTED, ID + " acts on a pod");
    }
    String shown = DisplayText.of(target.describe());
    Cut found = network.look(target);
    return switch (found.state()) {
      case GONE -> undone(shown + " runs nothing on this node any more; its rules went with it");
      case OPEN -> undone("the rules were gone already");
      case HOST_NETWORK, UNAVAILABLE ->
          new UndoOutcome.Failed(Kind.UNSUPPORTED, String.join("; ", found.notes()));
      case CUT, CHANGED -> {
        List<String> difference = difference(beforeState, found);
        if (!difference.isEmpty()) {
          yield new UndoOutcome.Refused("somebody changed the rules since", difference);
        }
        Cut after = network.restore(target);
        yield after.state() == State.OPEN || after.state() == State.GONE
            ? undone("took the rules away; " + shown + " reaches the network again")
            : new UndoOutcome.Failed(
                Kind.UNAVAILABLE, "the rules are still there: " + String.join("; ", after.notes()));
      }
    };
  }

  private static List<String> difference(JsonNode beforeState, Cut found) {
    List<String> left = new ArrayList<>();
    beforeState.path("rules").forEach(rule -> left.add(rule.asText()));
    List<String> difference = new ArrayList<>();
    left.stream()
        .filter(rule -> !found.rules().contains(rule))
        .forEach(rule -> difference.add("missing: " + rule));
    found.rules().stream()
        .filter(rule -> !left.contains(rule))
        .forEach(rule -> difference.add("new: " + DisplayText.of(rule)));
    if (difference.isEmpty() && !left.equals(found.rules())) {
      difference.add("the rules are in another order");
    }
    return difference;
  }

  private static UndoOutcome.Undone undone(String change) {
    return new UndoOutcome.Undone(List.of(change));
  }
}
