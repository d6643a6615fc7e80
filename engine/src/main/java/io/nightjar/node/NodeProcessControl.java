package io.nightjar.node;

import io.nightjar.actions.ProcessControl;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.driver.ProcessKiller;
import io.nightjar.driver.ProcessStopper;
import io.nightjar.driver.ProcessStopper.Stopped;
import java.util.List;
import java.util.Optional;

/** Signals processes of this node through the driver. */
public final class NodeProcessControl implements ProcessControl {

  private final String node;
  private final ProcessKiller killer;
  private final ProcessStopper stopper;

  public NodeProcessControl(String node, ProcessKiller killer, ProcessStopper stopper) {
    this.node = node;
    this.killer = killer;
    this.stopper = stopper;
  }

  @Override
  public KillResult kill(ProcessTarget target, boolean descendants) {
    Optional<String> elsewhere = elsewhere(target);
    if (elsewhere.isPresent()) {
      return new KillResult(List.of(), List.of(elsewhere.get()), false);
    }
    ProcessKiller.Report result =
        descendants
            ? killer.killTree(target.pid(), target.startTimeTicks(), target.containerId())
            : killer.killAlone(target.pid(), target.startTimeTicks(), target.containerId());
    return new KillResult(result.killed(), result.refused(), result.gone());
  }

  @Override
  public StopResult stop(ProcessTarget target, boolean descendants) {
    Optional<String> elsewhere = elsewhere(target);
    if (elsewhere.isPresent()) {
      return new StopResult(List.of(), List.of(), List.of(elsewhere.get()), false);
    }
    ProcessStopper.Report result =
        stopper.stop(target.pid(), target.startTimeTicks(), target.containerId(), descendants);
    return new StopResult(
        told(result.stopped()), told(result.stoodBefore()), result.refused(), result.gone());
  }

  @Override
  public ResumeResult resume(ProcessTarget target, List<StoppedProcess> stopped) {
    Optional<String> elsewhere = elsewhere(target);
    if (elsewhere.isPresent()) {
      return new ResumeResult(List.of(), List.of(), List.of(), List.of(elsewhere.get()));
    }
    ProcessStopper.Resumed result =
        stopper.resume(
            stopped.stream()
                .map(one -> new Stopped(one.pid(), one.startTimeTicks(), one.name()))
                .toList(),
            target.containerId());
    return new ResumeResult(result.resumed(), result.ranAlready(), result.gone(), result.refused());
  }

  private Optional<String> elsewhere(ProcessTarget target) {
    return target.node().equals(node)
        ? Optional.empty()
        : Optional.of("the process is on node " + target.node() + ", this is " + node);
  }

  private static List<StoppedProcess> told(List<Stopped> stopped) {
    return stopped.stream()
        .map(one -> new StoppedProcess(one.pid(), one.startTimeTicks(), one.name()))
        .toList();
  }
}
