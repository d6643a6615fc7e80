package io.nightjar.actions.process;

import io.nightjar.actions.ProcessControl;
import io.nightjar.actions.ProcessTarget;
import java.util.List;

/** A node whose processes nobody may touch, unless a test says how. */
abstract class FakeProcesses implements ProcessControl {

  @Override
  public KillResult kill(ProcessTarget target, boolean descendants) {
    throw new AssertionError("killed " + target);
  }

  @Override
  public StopResult stop(ProcessTarget target, boolean descendants) {
    throw new AssertionError("stopped " + target);
  }

  @Override
  public ResumeResult resume(ProcessTarget target, List<StoppedProcess> stopped) {
    throw new AssertionError("resumed " + target);
  }
}
