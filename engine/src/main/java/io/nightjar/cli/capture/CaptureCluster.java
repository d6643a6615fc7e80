package io.nightjar.cli.capture;

import io.nightjar.actions.cluster.PodIndex;
import io.nightjar.cluster.ClusterConnection;
import io.nightjar.config.ClusterConfig;
import io.nightjar.config.ClusterConfig.Practice;
import io.nightjar.config.Surroundings;
import io.nightjar.detect.ContainerContexts;
import io.nightjar.driver.ContainerIdentity;
import io.nightjar.driver.RecordedContainer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What a cluster knows of containers while they are captured. */
final class CaptureCluster implements AutoCloseable {
  private static final Duration READY = Duration.ofSeconds(10);

  private final ClusterConnection connection;
  private final PodIndex pods;
  private final ContainerContexts contexts;

  private CaptureCluster(ClusterConnection connection, PodIndex pods) {
    this.connection = connection;
    this.pods = pods;
    this.contexts = new ContainerContexts(pods);
  }

  /**
   * The cluster of a kubeconfig, or the one that this process runs in; null when there is neither.
   */
  static @Nullable CaptureCluster open(
      @Nullable Path kubeconfig, Surroundings around, InstantSource clock)
      throws IOException, InterruptedException {
    if (kubeconfig == null && !ClusterConnection.inCluster()) {
      return null;
    }
    ClusterConfig config = new ClusterConfig(kubeconfig, null, Practice.NEVER);
    ClusterConnection connection =
        ClusterConnection.open(config, around, around.userHome(), around.hostName());
    PodIndex pods = PodIndex.start(connection.client(), clock);
    CaptureCluster cluster = new CaptureCluster(connection, pods);
    if (!pods.awaitReady(READY)) {
      cluster.close();
      throw new IOException(
          "the cluster at " + connection.server() + " did not list its pods within 10s");
    }
    return cluster;
  }

  /** What is known now; null when it is nothing. Only on the thread of the events. */
  @Nullable RecordedContainer of(ContainerIdentity identity) {
    return RecordedMetadata.fromMetadata(identity, contexts.of(identity).metadata());
  }

  @Override
  public void close() {
    pods.close();
    connection.close();
  }
}
