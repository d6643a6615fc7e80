package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The exec subresource of a pod, over a WebSocket. */
record ServerExec(KubernetesClient client) implements PodExec {

  @Override
  public Result run(
      String namespace, String pod, String container, List<String> argv, Duration atMost) {
    BoundedOutput out = new BoundedOutput(KEPT_BYTES);
    BoundedOutput err = new BoundedOutput(KEPT_BYTES);
    try (ExecWatch running =
        client
            .pods()
            .inNamespace(namespace)
            .withName(pod)
            .inContainer(container)
            .writingOutput(out)
            .writingError(err)
            .exec(argv.toArray(String[]::new))) {
      Integer code = running.exitCode().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return new Result(code == null ? -1 : code, true, out.output(), err.output());
    } catch (TimeoutException late) {
      return new Result(-1, false, out.output(), err.output());
    } catch (ExecutionException failed) {
      throw KubernetesClientException.launderThrowable(failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return new Result(-1, false, out.output(), err.output());
    }
  }
}
