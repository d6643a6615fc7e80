package io.nightjar.signin;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.util.Objects;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Against the API server of {@code NIGHTJAR_IT_KUBECONFIG}, in a namespace of its own. */
@EnabledIfEnvironmentVariable(
    named = "NIGHTJAR_IT_KUBECONFIG",
    matches = ".+",
    disabledReason = "NIGHTJAR_IT_KUBECONFIG names no kubeconfig of a real cluster")
class KubernetesSignInIT extends KubernetesSignInContract {

  @Override
  KubernetesClient connect() {
    File file = new File(Objects.requireNonNull(System.getenv("NIGHTJAR_IT_KUBECONFIG")));
    return new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(file)).build();
  }
}
