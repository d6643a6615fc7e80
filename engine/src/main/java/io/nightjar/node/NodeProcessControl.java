package io.nightjar.node;

import io.nightjar.actions.ProcessControl;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.driver.ProcessKiller;
import java.util.List;

/** Kills processes of this node through the driver. */
public final class NodeProcessControl implements ProcessControl {

  private final String node;
  private final ProcessKiller killer;

  public NodeProcessControl(String node, ProcessKiller killer) {
    this.node = node;
    this.killer = killer;
  }

  @Override
  public KillResult killTree(ProcessTarget target) {
    if (!target.node().equals(node)) {
      return new KillResult(
          List.of(),
          List.of("the process is on node " + target.node() + ", this is " + node),
          false);
    }
    ProcessKiller.Report result =
        killer.killTree(target.pid(), target.startTimeTicks(), target.containerId());
    return new KillResult(result.killed(), result.refused(), result.gone());
  }
}
