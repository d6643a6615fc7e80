package io.nightjar.node;

import io.nightjar.actions.EvidenceSource;
import io.nightjar.actions.Intents;
import io.nightjar.actions.NodeControls;
import io.nightjar.actions.cluster.PodLookup;
import io.nightjar.config.EvidenceConfig;
import io.nightjar.config.S3Config;
import io.nightjar.config.Secret;
import io.nightjar.driver.ContainerFreezer;
import io.nightjar.driver.ContainerPids;
import io.nightjar.driver.ContainerProcesses;
import io.nightjar.driver.ProcessKiller;
import io.nightjar.driver.ProcessStopper;
import io.nightjar.driver.network.PodNetwork;
import io.nightjar.evidence.EvidenceCollector;
import io.nightjar.evidence.EvidenceFolder;
import io.nightjar.evidence.EvidenceLimits;
import io.nightjar.evidence.s3.Bucket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** Puts together what is done on the node. */
public final class NodeParts {
  private static final String INTENTS = "intents";

  private NodeParts() {}

  public static EvidenceCollector evidence(
      String node, EvidenceConfig wanted, Path state, InstantSource clock) {
    return new EvidenceCollector(
        node,
        evidenceFolder(wanted, state),
        new EvidenceLimits(
            wanted.maxBytes(), Duration.ofSeconds(wanted.maxSeconds()), wanted.keep()),
        ContainerProcesses.ofThisMachine(),
        clock);
  }

  /** Where it is kept first, whatever becomes of the bucket. */
  public static EvidenceFolder evidenceFolder(EvidenceConfig wanted, Path state) {
    return new EvidenceFolder(wanted.directory(state), wanted.s3() != null);
  }

  /**
   * The bucket that evidence is copied to; secrets are read now.
   *
   * @throws IllegalStateException naming the variable or file that has nothing to give
   */
  public static Optional<Bucket> bucket(
      EvidenceConfig wanted, Map<String, String> environment, InstantSource clock) {
    S3Config s3 = wanted.s3();
    if (s3 == null) {
      return Optional.empty();
    }
    Secret token = s3.sessionToken();
    return Optional.of(
        new Bucket(
            new Bucket.Place(
                s3.endpoint(),
                s3.bucket(),
                s3.prefix(),
                s3.region(),
                s3.accessKeyId().reveal(environment),
                s3.secretAccessKey().reveal(environment),
                token == null ? "" : token.reveal(environment)),
            clock));
  }

  /**
   * @param pods tell which node a pod is on
   */
  public static NodeControls controls(
      String node, Path state, PodLookup pods, EvidenceSource evidence) {
    return new NodeControls(
        new NodeProcessControl(node, ProcessKiller.ofThisMachine(), ProcessStopper.ofThisMachine()),
        new NodeContainerControl(
            node, ContainerFreezer.ofThisMachine(), ContainerPids.ofThisMachine()),
        new NodeNetworkControl(node, pods, new PodNetwork(ContainerProcesses.ofThisMachine())),
        evidence,
        new Intents(state.resolve(INTENTS)));
  }
}
