package io.nightjar.node;

import io.nightjar.actions.EvidenceSource;
import io.nightjar.actions.Intents;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.config.EvidenceConfig;
import io.nightjar.driver.ContainerFreezer;
import io.nightjar.driver.ContainerProcesses;
import io.nightjar.driver.ProcessKiller;
import io.nightjar.driver.ProcessStopper;
import io.nightjar.driver.network.PodNetwork;
import io.nightjar.evidence.EvidenceCollector;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.evidence.EvidenceLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Puts together what is done on the node. */
public final class NodeParts {
  private static final String INTENTS = "intents";

  private NodeParts() {}

  public static EvidenceCollector evidence(
      String node, EvidenceConfig wanted, Path state, InstantSource clock) {
    return new EvidenceCollector(
        node,
        new EvidenceFolder(wanted.directory(state)),
        new EvidenceLimits(
            wanted.maxBytes(), Duration.ofSeconds(wanted.maxSeconds()), wanted.keep()),
        ContainerProcesses.ofThisMachine(),
        clock);
  }

  /**
   * @param pods tell which node a pod is on
   */
  public static NodeControls controls(
      String node, Path state, PodLookup pods, EvidenceSource evidence) {
    return new NodeControls(
        new NodeProcessControl(node, ProcessKiller.ofThisMachine(), ProcessStopper.ofThisMachine()),
        new NodeContainerControl(node, ContainerFreezer.ofThisMachine()),
        new NodeNetworkControl(node, pods, new PodNetwork(ContainerProcesses.ofThisMachine())),
        evidence,
        new Intents(state.resolve(INTENTS)));
  }
}
