package io.nightjar.actions.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.Parameters;
import io.nightjar.actions.PodTarget;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The WebSocket to a program in a pod, on the cluster that NIGHTJAR_IT_KUBECONFIG names. */
class RunCommandIT extends ActionContract {

  @Override
  TestCluster open() {
    return TestCluster.real();
  }

  @Override
  Action action(KubernetesClient client) {
    return new RunCommand(client);
  }

  @Test
  void runsTheOneProgramThatIsInTheImage() {
    PodTarget target = bare("lone");
    await()
        .atMost(Duration.ofMinutes(2))
        .until(
            () -> client().pods().inNamespace(namespace()).withName("lone").get(),
            pod -> "Running".equals(pod.getStatus().getPhase()));
    assertThat(
            succeed(target, Parameters.NONE.with(RunCommand.ARGV, List.of("/pause", "-v")))
                .changes())
        .hasSize(2)
        .first()
        .asString()
        .endsWith("exit code 0");
  }
}
