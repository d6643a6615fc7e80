package io.nightjar.gate;

import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps a share of a workload's pods ready when its pods are taken away one by one. The only pod of
 * a workload may be taken: there is no share to keep, and the attack is in it.
 */
final class KeepReadyGuard implements Guard {

  private final GateSettings settings;
  private final Map<String, ActionDescriptor> actions;
  private final TargetLookup targets;
  private final InstantSource clock;

  KeepReadyGuard(
      GateSettings settings,
      Map<String, ActionDescriptor> actions,
      TargetLookup targets,
      InstantSource clock) {
    this.settings = settings;
    this.actions = actions;
    this.targets = targets;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "keep-ready";
  }

  @Override
  public Answer check(ResponseRequest request, Judgement soFar) {
    if (!soFar.actsByItself()) {
      return new Answer.Pass("not looked at: it does not act by itself");
    }
    ActionDescriptor action = actions.get(request.actionId());
    if (!(request.target() instanceof PodTarget pod) || action == null || !action.disruptive()) {
      return new Answer.Pass("it takes no pod away");
    }
    WorkloadTarget workload = targets.pod(pod).map(PodInfo::workload).orElse(null);
    if (workload == null) {
      return new Answer.Pass(pod.describe() + " belongs to no known workload");
    }
    List<PodInfo> pods = targets.pods().ofWorkload(workload.uid());
    long stay = pods.stream().filter(other -> stays(other, pod, taken(soFar))).count();
    long wanted = (pods.size() * (long) settings.budgets().keepReady() + 99) / 100;
    if (pods.size() <= 1 || stay >= wanted) {
      return new Answer.Pass(stay + " of " + pods.size() + " pods would stay ready");
    }
    return new Answer.Ask(
        settings.asking().ask(),
        "only "
            + stay
            + " of the "
            + pods.size()
            + " pods of "
            + workload.describe()
            + " would stay ready, and "
            + settings.budgets().keepReady()
            + " % have to");
  }

  /** Pods that were acted on so lately that the cluster may not tell yet. */
  private Set<String> taken(Judgement soFar) {
    Instant lately = clock.instant().minusSeconds(60);
    return soFar.inForce().acts(lately).stream()
        .filter(act -> act.dryRun() == soFar.dryRun())
        .map(Act::target)
        .collect(Collectors.toSet());
  }

  private static boolean stays(PodInfo other, PodTarget pod, Set<String> taken) {
    return other.ready() && !other.pod().equals(pod) && !taken.contains(other.pod().key());
  }
}
