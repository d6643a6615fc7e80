package io.nightjar.fleet;

import io.nightjar.actions.ProcessControl;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.fleet.wire.NodeResult;
import io.nightjar.fleet.wire.NodeWork;
import java.util.List;

/** Signals processes of any node: of this one by itself, of others through their agents. */
record RemoteProcesses(ProcessControl local, OtherNodes nodes) implements ProcessControl {

  @Override
  public KillResult kill(ProcessTarget target, boolean descendants) {
    return nodes.isHere(target.node())
        ? local.kill(target, descendants)
        : nodes
            .ask(target.node(), new NodeWork.Kill(target, descendants), NodeResult.Killed.class)
            .result();
  }

  @Override
  public StopResult stop(ProcessTarget target, boolean descendants) {
    return nodes.isHere(target.node())
        ? local.stop(target, descendants)
        : nodes
            .ask(target.node(), new NodeWork.Stop(target, descendants), NodeResult.Stopped.class)
            .result();
  }

  @Override
  public ResumeResult resume(ProcessTarget target, List<StoppedProcess> stopped) {
    return nodes.isHere(target.node())
        ? local.resume(target, stopped)
        : nodes
            .ask(target.node(), new NodeWork.Resume(target, stopped), NodeResult.Resumed.class)
            .result();
  }
}
