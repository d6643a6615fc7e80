package io.nightjar.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Which cluster to act on. */
public record ClusterConfig(
    @Setting("The kubeconfig; absent means $KUBECONFIG, ~/.kube/config or the pod's own account.")
        @Nullable Path kubeconfig,
    @Setting("The context in it; absent means its current one.") @Nullable String context,
    @Setting("Whether to use the built-in practice cluster: `auto` where no cluster is found.")
        Practice practice) {

  /** When the built-in practice cluster is used. */
  public enum Practice {
    AUTO,
    ALWAYS,
    NEVER
  }

  public ClusterConfig {
    InvalidSettings.check()
        .that(
            practice != Practice.ALWAYS || kubeconfig == null,
            "practice",
            "cannot be \"always\" while a kubeconfig is given")
        .done();
  }

  // a kubeconfig named by hand is meant, so a missing one must not end in the practice cluster
  ClusterConfig with(@Nullable Path otherKubeconfig, @Nullable Practice otherPractice) {
    if (otherPractice == Practice.ALWAYS) {
      return new ClusterConfig(null, null, Practice.ALWAYS);
    }
    if (otherKubeconfig != null) {
      return new ClusterConfig(otherKubeconfig, context, Practice.NEVER);
    }
    return otherPractice == null ? this : new ClusterConfig(kubeconfig, context, otherPractice);
  }

  static ClusterConfig defaults() {
    return new ClusterConfig(null, null, Practice.AUTO);
  }
}
