package io.nightjar.agent;

import io.nightjar.actions.ProcessTarget;
import io.nightjar.detect.AgentTrouble;
import io.nightjar.detect.Detection;
import io.nightjar.node.NodeSensor;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the sensor of a node without a store hands over, and asks. */
record AgentSurroundings(
    String node, SpoolIntake intake, KillPermissions permissions, InstantSource clock)
    implements NodeSensor.Surroundings {

  private static final Logger log = LoggerFactory.getLogger(AgentSurroundings.class);

  @Override
  public void detected(Detection detection) {
    intake.offer(detection);
  }

  @Override
  public boolean mayKill(ProcessTarget target) {
    return permissions.mayKill(target);
  }

  /** The trail is the engine's, so what belongs on it goes there as a detection. */
  @Override
  public void record(String what, String detail) {
    log.info("{}: {}", what, detail);
    if (what.equals("kernel.enforcement")) {
      intake.offer(AgentTrouble.enforcement(node, detail, clock.instant()));
    }
  }

  @Override
  public void lost(long events, String where) {
    log.warn("{} events were lost in {}", events, where);
  }
}
