package io.nightjar.gate;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.SecretTarget;
import io.nightjar.actions.Target;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.respond.ResponseRequest;
import java.util.Map;

/**
 * The action must exist and take such a target, and the target must be known by more than a name.
 */
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
    if (!action.target().isInstance(request.target())) {
      return new Answer.Deny(action.id() + " cannot act on " + request.target().describe());
    }
    return isIdentified(request.target())
        ? new Answer.Pass(action.id() + " acts on such a target")
        : new Answer.Deny(
            request.target().describe()
                + " is not known to the cluster, so it cannot be told from another of that name");
  }

  private static boolean isIdentified(Target target) {
    return switch (target) {
      case NamespaceTarget namespace -> !namespace.uid().isEmpty();
      case NodeTarget node -> !node.uid().isEmpty();
      case SecretTarget secret -> !secret.uid().isEmpty();
      case PodTarget pod -> true;
      case ProcessTarget process -> true;
      case ContainerTarget container -> true;
      case WorkloadTarget workload -> true;
    };
  }
}
