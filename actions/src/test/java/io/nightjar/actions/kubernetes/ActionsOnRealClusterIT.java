package io.nightjar.actions.kubernetes;

import org.junit.jupiter.api.Nested;

/**
 * Every action's contract on the cluster that NIGHTJAR_IT_KUBECONFIG names, in namespaces of its
 * own.
 */
class ActionsOnRealClusterIT {

  @Nested
  class Isolation extends IsolatePodContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Scaling extends ScaleToZeroContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Rollback extends RollBackImageContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class ReadOnlyRoot extends ReadOnlyRootContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }
}
