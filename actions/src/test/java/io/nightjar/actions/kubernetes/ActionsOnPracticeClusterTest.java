package io.nightjar.actions.kubernetes;

import org.junit.jupiter.api.Nested;

/** Every action's contract on the cluster in memory. */
class ActionsOnPracticeClusterTest {

  @Nested
  class Isolation extends IsolatePodContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Scaling extends ScaleToZeroContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Rollback extends RollBackImageContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class ReadOnlyRoot extends ReadOnlyRootContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }
}
