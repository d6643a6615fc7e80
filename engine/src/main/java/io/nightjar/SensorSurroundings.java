package io.nightjar;

import io.nightjar.actions.Parameters;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.process.KillProcess;
import io.nightjar.detect.Detection;
import io.nightjar.gate.Gate;
import io.nightjar.node.NodeSensor;
import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What the sensor of this node hands over, and asks. */
record SensorSurroundings(Pipeline pipeline, Gate gate, InstantSource clock)
    implements NodeSensor.Surroundings {

  @Override
  public void detected(Detection detection) {
    pipeline.detected(detection);
  }

  @Override
  public boolean mayKill(ProcessTarget target) {
    Instant now = clock.instant();
    return gate.letsHappen(
        new ResponseRequest(
            "kernel",
            "kernel",
            "enforce: kill",
            KillProcess.ID,
            target,
            Parameters.NONE,
            "a rule is enforced in the kernel",
            List.of(),
            now,
            now,
            null,
            null));
  }
}
