package io.nightjar.actions.evidence;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.ContainerTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** What a container wrote to its output, as the API server has it. */
final class ContainerLogs {
  private final KubernetesClient client;

  ContainerLogs(KubernetesClient client) {
    this.client = client;
  }

  /**
   * @throws IOException when the pod is not the one that was meant, or its logs are not given
   */
  InputStream open(ContainerTarget target, long mostBytes) throws IOException {
    if (target.podName().isEmpty()) {
      throw new IOException("the container is in no pod that the cluster knows");
    }
    try {
      Pod pod = client.pods().inNamespace(target.namespace()).withName(target.podName()).get();
      if (pod == null || !Objects.equals(pod.getMetadata().getUid(), target.podUid())) {
        throw new IOException("the pod under that name is another one now, or none");
      }
      String log =
          client
              .pods()
              .inNamespace(target.namespace())
              .withName(target.podName())
              .inContainer(target.containerName())
              .usingTimestamps()
              .limitBytes((int) Math.min(mostBytes, Integer.MAX_VALUE))
              .getLog();
      return new ByteArrayInputStream(
          Objects.requireNonNullElse(log, "").getBytes(StandardCharsets.UTF_8));
    } catch (KubernetesClientException refused) {
      throw new IOException("the API server does not give them: " + refused.getMessage(), refused);
    }
  }
}
