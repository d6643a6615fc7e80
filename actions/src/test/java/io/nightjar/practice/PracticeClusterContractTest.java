package io.nightjar.practice;

import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The practice cluster keeps the contract. */
class PracticeClusterContractTest extends ClusterContract {
  private static PracticeCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = PracticeCluster.start(Seed.bare("node-1"), 0);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Override
  Config config() {
    return cluster.clientConfig();
  }

  @Override
  String image() {
    return "registry.example/base/pause:3.10";
  }
}
