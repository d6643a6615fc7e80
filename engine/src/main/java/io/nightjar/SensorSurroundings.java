package io.nightjar;

import io.nightjar.actions.Parameters;
import io.nightjar.actions.ProcessTarget;
import io.nightjar.actions.process.KillProcess;
import io.nightjar.alert.Alert;
import io.nightjar.alert.Alerts;
import io.nightjar.detect.Detection;
import io.nightjar.detect.SensorLoss;
import io.nightjar.gate.Gate;
import io.nightjar.node.NodeSensor;
import io.nightjar.notify.Telling;
import io.nightjar.respond.ResponseRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** What the sensor of this node hands over, and asks. */
record SensorSurroundings(
    Pipeline pipeline, Alerts alerts, Gate gate, Telling telling, InstantSource clock)
    implements NodeSensor.Surroundings {

  @Override
  public void detected(Detection detection) {
    if (detection.source().equals(SensorLoss.SOURCE)) {
      // no rule matched, so the detector has raised no alert
      alerts.offer(new Alert.Internal(detection));
    }
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

  @Override
  public void record(String what, String detail) {
    telling.record(what, "engine", detail);
  }

  @Override
  public void lost(long events, String where) {
    telling.lost(events, where);
  }
}
