package io.nightjar.actions.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.ContainerTarget;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.UndoOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code evidence:checkpoint}: has the kubelet keep a checkpoint of the container, with its memory,
 * while it runs on. The file stays on the node; its path is what is recorded.
 *
 * <p>An action of its own, because the API server asks for {@code create} on {@code nodes/proxy},
 * which nobody should grant with the rest. Source: Kubernetes documentation, Kubelet Checkpoint
 * API.
 */
public final class KubeletCheckpoint implements Action {
  public static final String ID = "evidence:checkpoint";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern SEGMENT = Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Have the kubelet keep a checkpoint of the container, its memory too; the file stays on"
              + " the node",
          ContainerTarget.class,
          Map.of(),
          false,
          false,
          true,
          List.of(
              new Permission("", "pods", List.of("get")),
              new Permission("", "nodes/proxy", List.of("create"))),
          "D3-FA");

  private final KubernetesClient client;
  private final Intents intents;

  public KubeletCheckpoint(KubernetesClient client, Intents intents) {
    this.client = client;
    this.intents = intents;
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof ContainerTarget target)) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, ID + " acts on a container, not on " + request.target().describe());
    }
    String shown = DisplayText.of(target.describe());
    boolean named =
        List.of(target.node(), target.namespace(), target.podName(), target.containerName())
            .stream()
            .allMatch(part -> SEGMENT.matcher(part).matches());
    if (!named) {
      return new Outcome.Failed(Kind.UNSUPPORTED, shown + " is in no pod that the cluster knows");
    }
    if (!request.dryRun() && intents.begun(kept(request))) {
      return new Outcome.NothingToDo("a checkpoint is kept already");
    }
    try {
      Pod pod = pod(target);
      if (pod == null) {
        return new Outcome.NothingToDo("the pod of " + shown + " is gone");
      }
      Optional<Outcome> not = unlike(target, pod, shown);
      return not.isPresent() ? not.get() : checkpoint(request, target, shown);
    } catch (KubernetesClientException failure) {
      return failed(failure, target);
    }
  }

  private Pod pod(ContainerTarget target) {
    return client.pods().inNamespace(target.namespace()).withName(target.podName()).get();
  }

  /** Why the pod is not the one that was meant, if so. */
  private static Optional<Outcome> unlike(ContainerTarget target, Pod pod, String shown) {
    if (!Objects.equals(pod.getMetadata().getUid(), target.podUid())) {
      return Optional.of(
          new Outcome.Failed(
              Kind.WRONG_TARGET,
              "the pod of "
                  + shown
                  + " has the UID "
                  + pod.getMetadata().getUid()
                  + " now; "
                  + target.podUid()
                  + " was meant"));
    }
    boolean there =
        target.node().equals(pod.getSpec().getNodeName())
            && pod.getSpec().getContainers().stream()
                .map(Container::getName)
                .anyMatch(target.containerName()::equals);
    return there
        ? Optional.empty()
        : Optional.of(
            new Outcome.Failed(
                Kind.UNSUPPORTED, "the pod has no such container, or is on another node"));
  }

  private Outcome checkpoint(ActionRequest request, ContainerTarget target, String shown) {
    if (request.dryRun()) {
      return new Outcome.Succeeded(
          List.of("dry run: have a checkpoint of " + shown + " kept on node " + target.node()),
          NullNode.getInstance(),
          List.of());
    }
    String path =
        "/api/v1/nodes/"
            + target.node()
            + "/proxy/checkpoint/"
            + target.namespace()
            + "/"
            + target.podName()
            + "/"
            + target.containerName()
            + "?timeout="
            + PATIENCE.toSeconds();
    // each try by the client itself would be one more checkpoint
    RequestConfig patient =
        new RequestConfigBuilder()
            .withRequestTimeout((int) PATIENCE.toMillis())
            .withRequestRetryBackoffLimit(0)
            .build();
    String answer =
        client
            .adapt(NamespacedKubernetesClient.class)
            .withRequestConfig(patient)
            .call(with -> with.raw(path, "POST", null));
    if (answer == null) {
      return notOffered(target);
    }
    List<String> files = files(answer);
    if (files.isEmpty()) {
      return new Outcome.Failed(
          Kind.REFUSED,
          "the kubelet of node " + target.node() + " answered without the path of a checkpoint");
    }
    intents.begin(kept(request));
    return succeeded(target, shown, files);
  }

  private Outcome succeeded(ContainerTarget target, String shown, List<String> files) {
    List<String> changes = new ArrayList<>();
    files.forEach(
        file ->
            changes.add(
                "a checkpoint of "
                    + shown
                    + " is on node "
                    + target.node()
                    + ": "
                    + DisplayText.of(file, 500)));
    List<String> warnings = new ArrayList<>();
    warnings.add(
        "the file stays on the node, for root alone, and is not hashed here: fetch it before the"
            + " node goes; it holds the container's memory, secrets too");
    Pod now = pod(target);
    if (now == null || !Objects.equals(now.getMetadata().getUid(), target.podUid())) {
      // it is named in the request, so it could have been replaced between the look and the call
      warnings.add("the pod went away meanwhile: it may be of a pod that took its name");
    }
    var kept = JsonNodeFactory.instance.objectNode().put("node", target.node());
    files.forEach(kept.putArray("files")::add);
    return new Outcome.Succeeded(changes, kept, warnings);
  }

  private static List<String> files(String answer) {
    List<String> files = new ArrayList<>();
    try {
      JSON.readTree(answer).path("items").forEach(item -> files.add(item.asText()));
    } catch (JsonProcessingException notJson) {
      return List.of();
    }
    return files;
  }

  private static Outcome failed(KubernetesClientException failure, ContainerTarget target) {
    String said = DisplayText.of(Objects.requireNonNullElse(failure.getMessage(), ""));
    return switch (failure.getCode()) {
      case 404 -> notOffered(target);
      case 401, 403 ->
          new Outcome.Failed(
              Kind.REFUSED, "Nightjar may not ask the kubelet (create nodes/proxy): " + said);
      case 408, 429, 502, 503, 504, 0 ->
          new Outcome.Failed(
              Kind.UNAVAILABLE, "no answer; the checkpoint may have been kept: " + said);
      default ->
          new Outcome.Failed(
              Kind.REFUSED,
              "the kubelet or the container runtime could not do it (it needs CRIU): " + said);
    };
  }

  private static Outcome notOffered(ContainerTarget target) {
    return new Outcome.Failed(
        Kind.UNSUPPORTED,
        "the kubelet of node "
            + target.node()
            + " keeps no checkpoints (feature gate ContainerCheckpoint off), or the container is"
            + " gone");
  }

  /** Names the note that it is kept. */
  private static String kept(ActionRequest request) {
    return request.responseId() + "-checkpoint";
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return intents.begun(kept(request))
        ? Optional.of(
            new Outcome.Succeeded(
                List.of("a checkpoint was kept by an earlier run of this response"),
                NullNode.getInstance(),
                List.of("its path was lost; the kubelet keeps them in its folder checkpoints")))
        : Optional.empty();
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return new UndoOutcome.Failed(
        Kind.UNSUPPORTED, "it changed nothing; the file is on the node until somebody deletes it");
  }
}
