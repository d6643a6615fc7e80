package io.nightjar.gate;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.respond.ApprovalAsk;
import io.nightjar.respond.Edition;
import io.nightjar.respond.ResponseRequest;
import io.nightjar.respond.Stage;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** People are asked where the request, its stage, the configuration or a policy wants it. */
final class ApprovalGuard implements Guard {

  private final GateSettings.Asking asking;
  private final Stages stages;
  private final Map<String, ActionDescriptor> actions;
  private final TargetLookup targets;
  private final GateSettings.Self self;
  private final InstantSource clock;

  /**
   * @param self a node that it stands on is not shut without a person
   */
  ApprovalGuard(
      GateSettings.Asking asking,
      GateSettings.Self self,
      Stages stages,
      Map<String, ActionDescriptor> actions,
      TargetLookup targets,
      InstantSource clock) {
    this.asking = asking;
    this.self = self;
    this.stages = stages;
    this.actions = actions;
    this.targets = targets;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "approval-policy";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    Optional<ApprovalPolicy> policy = policy(request);
    ApprovalAsk own = request.approval();
    String wish = request.playbook() + " asks for approval";
    Edition edition = stages.settle(request).edition();
    if (own == null && edition != null && edition.stage() == Stage.ASK) {
      own = asking.ask();
      wish = StageGuard.words(request, edition);
    }
    if (own != null) {
      return policy.isPresent()
          ? new Answer.Ask(policy.get().stricter(own), wish + ", and " + why(policy.get()))
          : new Answer.Ask(own, wish);
    }
    if (policy.isPresent()) {
      return new Answer.Ask(policy.get().alone(asking.ask()), why(policy.get()));
    }
    if (asking.always().contains(request.actionId())) {
      return new Answer.Ask(asking.ask(), request.actionId() + " always needs approval");
    }
    return request.target() instanceof NodeTarget node && holdsAnEngine(node)
        ? new Answer.Ask(
            asking.ask(),
            node.describe() + " runs Nightjar itself, which may find no place when it starts anew")
        : new Answer.Pass("no approval needed");
  }

  /** This one, or one that stands by. What takes pods away from there is refused before. */
  private boolean holdsAnEngine(NodeTarget node) {
    if (!self.node().isEmpty() && self.node().equals(node.name())) {
      return true;
    }
    return !self.workload().isEmpty()
        && targets.within(node).stream()
            .filter(pod -> pod.pod().namespace().equals(self.namespace()))
            .anyMatch(this::isEngine);
  }

  private boolean isEngine(PodInfo pod) {
    WorkloadTarget owner = pod.workload();
    return owner != null && owner.name().equals(self.workload());
  }

  /** The first one that matches. */
  private Optional<ApprovalPolicy> policy(ResponseRequest request) {
    if (asking.policies().isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> labels = targets.labels(request.target());
    ActionDescriptor action = actions.get(request.actionId());
    return asking.policies().stream()
        .filter(policy -> policy.covers(request, action, labels))
        .filter(policy -> isOn(policy.calendar()))
        .findFirst();
  }

  private boolean isOn(@Nullable String calendar) {
    return calendar == null || asking.calendars().isOn(calendar, clock.instant());
  }

  private static String why(ApprovalPolicy policy) {
    return "policy "
        + policy.name()
        + " wants "
        + (policy.persons() == 1 ? "a person" : policy.persons() + " people")
        + " to agree";
  }
}
