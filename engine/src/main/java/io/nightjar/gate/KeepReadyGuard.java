package io.nightjar.gate;

import io.nightjar.actions.WorkloadTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps a share of a workload's pods ready when its pods are taken away one by one, or with their
 * node or namespace. The only pod of a workload may be taken: there is no share to keep, and the
 * attack is in it.
 */
final class KeepReadyGuard implements Guard {

  private final GateSettings settings;
  private final Reach reach;
  private final InstantSource clock;

  KeepReadyGuard(GateSettings settings, Reach reach, InstantSource clock) {
    this.settings = settings;
    this.reach = reach;
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
    List<PodInfo> taken = reach.taken(request);
    Set<WorkloadTarget> workloads = new LinkedHashSet<>();
    for (PodInfo pod : taken) {
      if (pod.workload() != null) {
        workloads.add(pod.workload());
      }
    }
    if (workloads.isEmpty()) {
      return new Answer.Pass("it takes no pod of a known workload away");
    }
    Set<String> gone = new HashSet<>(takenLately(soFar));
    taken.forEach(pod -> gone.add(pod.pod().key()));
    Answer last = new Answer.Pass("it takes no pod away");
    for (WorkloadTarget workload : workloads) {
      last = check(workload, gone);
      if (last instanceof Answer.Ask) {
        return last;
      }
    }
    return last;
  }

  private Answer check(WorkloadTarget workload, Set<String> gone) {
    List<PodInfo> pods = reach.targets().pods().ofWorkload(workload.uid());
    long stay = pods.stream().filter(pod -> pod.ready() && !gone.contains(pod.pod().key())).count();
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
  private Set<String> takenLately(Judgement soFar) {
    Instant lately = clock.instant().minusSeconds(60);
    return soFar.inForce().acts(lately).stream()
        .filter(act -> act.dryRun() == soFar.dryRun())
        .map(Act::target)
        .collect(Collectors.toSet());
  }
}
