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

  @Nested
  class Labelling extends PodMarkContracts.Label {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Annotating extends PodMarkContracts.Annotation {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Eviction extends PodRemovalContracts.Eviction {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Deletion extends PodRemovalContracts.Deletion {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Revocation extends RevokeServiceAccountContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class SecretDeletion extends DeleteSecretContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Cordoning extends NodeContracts.Cordoning {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Tainting extends NodeContracts.Tainting {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Draining extends NodeContracts.Draining {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Denying extends NamespaceContracts.Denying {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Freezing extends NamespaceContracts.Freezing {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class ForbiddingPrivileged extends AdmissionContracts.Privileged {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class ForbiddingExec extends AdmissionContracts.Exec {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class BlockingAnImage extends AdmissionContracts.Image {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Suspension extends SuspendContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Pausing extends RolloutContracts.Pause {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Resuming extends RolloutContracts.Resume {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Restarting extends RolloutContracts.RestartContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class WholeRollback extends RollBackContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Hardening extends HardenWorkloadContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Limiting extends LimitResourcesContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class RunningAJob extends RunJobContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class PausingOwners extends PauseOwnerContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class Debugging extends DebugContainerContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class SecretRotation extends RotateSecretContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }

  @Nested
  class ForbiddingAProgram extends ForbidProgramContract {
    @Override
    TestCluster open() {
      return TestCluster.practice();
    }
  }
}
