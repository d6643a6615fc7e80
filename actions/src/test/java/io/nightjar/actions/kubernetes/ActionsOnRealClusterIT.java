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

  @Nested
  class Labelling extends PodMarkContracts.Label {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Annotating extends PodMarkContracts.Annotation {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Eviction extends PodRemovalContracts.Eviction {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Deletion extends PodRemovalContracts.Deletion {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Revocation extends RevokeServiceAccountContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class SecretDeletion extends DeleteSecretContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Cordoning extends NodeContracts.Cordoning {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Tainting extends NodeContracts.Tainting {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Draining extends NodeContracts.Draining {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Denying extends NamespaceContracts.Denying {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Freezing extends NamespaceContracts.Freezing {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class ForbiddingPrivileged extends AdmissionContracts.Privileged {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class ForbiddingExec extends AdmissionContracts.Exec {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class BlockingAnImage extends AdmissionContracts.Image {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Suspension extends SuspendContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Pausing extends RolloutContracts.Pause {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Resuming extends RolloutContracts.Resume {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Restarting extends RolloutContracts.RestartContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class WholeRollback extends RollBackContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Hardening extends HardenWorkloadContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Limiting extends LimitResourcesContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class RunningAJob extends RunJobContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class PausingOwners extends PauseOwnerContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class Debugging extends DebugContainerContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class LimitingInPlace extends LimitInPlaceContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class SecretRotation extends RotateSecretContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }

  @Nested
  class ForbiddingAProgram extends ForbidProgramContract {
    @Override
    TestCluster open() {
      return TestCluster.real();
    }
  }
}
