package io.nightjar.practice;

import io.fabric8.kubernetes.client.Config;
import java.io.File;
import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * A real cluster keeps the same contract; runs where {@code NIGHTJAR_IT_KUBECONFIG} names a
 * kubeconfig, in namespaces of its own. {@code NIGHTJAR_IT_IMAGE} names an image that the cluster
 * can run when it cannot pull the default one.
 */
@EnabledIfEnvironmentVariable(
    named = "NIGHTJAR_IT_KUBECONFIG",
    matches = ".+",
    disabledReason = "NIGHTJAR_IT_KUBECONFIG names no kubeconfig of a real cluster")
class RealClusterContractIT extends ClusterContract {

  @Override
  Config config() {
    String file = Objects.requireNonNull(System.getenv("NIGHTJAR_IT_KUBECONFIG"));
    return Config.fromKubeconfig(new File(file));
  }

  @Override
  String image() {
    String image = System.getenv("NIGHTJAR_IT_IMAGE");
    return image == null || image.isEmpty() ? "registry.k8s.io/pause:3.10" : image;
  }
}
