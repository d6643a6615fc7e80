package io.nightjar.fleet;

import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.cluster.PodInfo;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.fleet.wire.KillPermission;
import io.nightjar.fleet.wire.MayKill;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * In which containers the kernel of another node may kill at exec: those in which the gate would
 * let the same kill be done at once. The answer is short-lived, so that the kill switch and an
 * agent that cannot ask are heeded within seconds.
 */
final class KillQuestions {

  static final Duration HOLDS = Duration.ofSeconds(5);

  private final PodLookup pods;
  private final Predicate<ProcessTarget> gate;

  /**
   * @param gate whether a process of a container may be killed now without asking anybody
   */
  KillQuestions(PodLookup pods, Predicate<ProcessTarget> gate) {
    this.pods = pods;
    this.gate = gate;
  }

  KillPermission answer(String node, MayKill question) {
    List<String> allowed =
        question.containers().stream()
            .map(MayKill.Container::id)
            .filter(id -> mayKill(node, id))
            .toList();
    return new KillPermission(allowed, HOLDS);
  }

  /** What the cluster does not know on that node is left alone. */
  private boolean mayKill(String node, String containerId) {
    Optional<PodInfo> pod =
        pods.byContainerId(containerId).filter(found -> found.node().equals(node));
    return pod.isPresent()
        && gate.test(
            new ProcessTarget(
                node,
                0,
                0,
                containerId,
                pod.get().pod().uid(),
                pod.get().pod().namespace(),
                pod.get().pod().name(),
                ""));
  }
}
