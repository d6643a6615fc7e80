package io.nightjar.gate;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.respond.ResponseRequest;
import java.util.Map;

/** The action must exist and take such a target. */
final class TargetKindGuard implements Guard {

  private final Map<String, ActionDescriptor> actions;

  TargetKindGuard(Map<String, ActionDescriptor> actions) {
    this.actions = Map.copyOf(actions);
  }

  @Override
  public String name() {
    return "target-kind";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    ActionDescriptor action = actions.get(request.actionId());
    if (action == null) {
      return new Answer.Deny("there is no action " + request.actionId());
    }
    return action.target().isInstance(request.target())
        ? new Answer.Pass(action.id() + " acts on such a target")
        : new Answer.Deny(action.id() + " cannot act on " + request.target().describe());
  }
}
