package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.DisplayText;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.Progress;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code kubernetes:debug-container}: adds an ephemeral container of a configured image to the pod,
 * beside one of its containers, whose processes it sees.
 *
 * <p>Kubernetes never takes an ephemeral container out of a pod again, so there is no undo. Its
 * name comes from the response: one response adds one.
 */
public final class DebugContainer implements Action {
  public static final String ID = "kubernetes:debug-container";

  static final String CONTAINER = "container";

  private static final Set<String> STUCK =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError");

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Add a debug container of the configured image to the pod; it stays as long as the pod",
          PodTarget.class,
          Map.of(CONTAINER, "the container whose processes it sees; the first one without it"),
          false,
          false,
          true,
          List.of(
              new Permission("", "pods", List.of("get")),
              new Permission("", "pods/ephemeralcontainers", List.of("patch"))),
          "");

  private final ClusterObjects cluster;
  private final @Nullable DebugImage image;

  /**
   * @param image null where the configuration names none
   */
  public DebugContainer(KubernetesClient client, @Nullable DebugImage image) {
    this.cluster = new ClusterObjects(client);
    this.image = image;
  }

  @Override
  public ActionDescriptor descriptor() {
    return DESCRIPTOR;
  }

  @Override
  public Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)) {
      return WrongTarget.kind(ID, request.target());
    }
    DebugImage configured = image;
    if (configured == null) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, "the configuration names no image (actions.debugContainer)");
    }
    return ConflictRetry.execute(
        () ->
            switch (cluster.find(Pod.class, target.namespace(), target.name(), target.uid())) {
              case Lookup.Gone<Pod> gone -> new Outcome.NothingToDo(target.describe() + " is gone");
              case Lookup.Another<Pod> other -> WrongTarget.uid(target, target.uid(), other.uid());
              case Lookup.Found<Pod> found -> add(request, target, found.object(), configured);
            });
  }

  private Outcome add(ActionRequest request, PodTarget target, Pod pod, DebugImage configured) {
    String beside =
        request.parameters().text(CONTAINER, pod.getSpec().getContainers().getFirst().getName());
    if (pod.getSpec().getContainers().stream().map(Container::getName).noneMatch(beside::equals)) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, target.describe() + " has no container " + DisplayText.of(beside));
    }
    if (has(pod, name(request))) {
      return new Outcome.NothingToDo(target.describe() + " has it already");
    }
    if (pod.getMetadata().getDeletionTimestamp() != null || hasEnded(pod)) {
      return new Outcome.NothingToDo(target.describe() + " has ended, or is being deleted");
    }
    ObjectNode read = cluster.json(pod);
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    read.path("spec").path("ephemeralContainers").forEach(all::add);
    all.add(container(name(request), beside, configured));
    ObjectPatch patch = ObjectPatch.of(read).set(all, "spec", "ephemeralContainers");
    Pod left = cluster.patch(pod, "ephemeralcontainers", patch, request.dryRun());
    Outcome.Succeeded done = succeeded(target, name(request), beside, configured);
    if (request.dryRun()) {
      return DryRun.of(done);
    }
    return has(left, name(request))
        ? done
        : new Outcome.Failed(
            Kind.REFUSED, "the API server did not take the container into " + target.describe());
  }

  private static Outcome.Succeeded succeeded(
      PodTarget target, String name, String beside, DebugImage configured) {
    return new Outcome.Succeeded(
        List.of(
            "container "
                + name
                + " ("
                + configured.image()
                + ") added to "
                + target.describe()
                + ", beside "
                + beside),
        NullNode.getInstance(),
        List.of("it cannot be taken out again: it is gone when the pod is"));
  }

  private static ObjectNode container(String name, String beside, DebugImage configured) {
    ObjectNode container = JsonNodeFactory.instance.objectNode();
    container.put("name", name).put("image", configured.image());
    container.put("targetContainerName", beside);
    if (!configured.command().isEmpty()) {
      ArrayNode command = container.putArray("command");
      configured.command().forEach(command::add);
    }
    if (!configured.capabilities().isEmpty()) {
      ArrayNode added =
          container.putObject("securityContext").putObject("capabilities").putArray("add");
      configured.capabilities().forEach(added::add);
    }
    return container;
  }

  /** What an earlier run of this response added. */
  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return ownPod(request)
        .map(
            pod ->
                new Outcome.Succeeded(
                    List.of(
                        "container "
                            + name(request)
                            + " was added to "
                            + request.target().describe()
                            + " by an earlier run of this response"),
                    NullNode.getInstance(),
                    List.of()));
  }

  private Optional<Pod> ownPod(ActionRequest request) {
    return request.target() instanceof PodTarget target
            && cluster.find(Pod.class, target.namespace(), target.name(), target.uid())
                instanceof Lookup.Found<Pod> found
            && has(found.object(), name(request))
        ? Optional.of(found.object())
        : Optional.empty();
  }

  @Override
  public Optional<Progress> progress(ActionRequest request) {
    return ownPod(request).map(pod -> progress(pod, name(request)));
  }

  private static Progress progress(Pod pod, String name) {
    ContainerState state =
        pod.getStatus() == null
            ? null
            : pod.getStatus().getEphemeralContainerStatuses().stream()
                .filter(one -> one.getName().equals(name))
                .map(ContainerStatus::getState)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    if (state == null) {
      return new Progress(Progress.State.UNDER_WAY, "container " + name + " has not started");
    }
    if (state.getWaiting() != null) {
      String why = Objects.requireNonNullElse(state.getWaiting().getReason(), "");
      return new Progress(
          STUCK.contains(why) ? Progress.State.STUCK : Progress.State.UNDER_WAY,
          "container " + name + " waits: " + DisplayText.of(why));
    }
    return new Progress(
        Progress.State.READY,
        "container " + name + (state.getRunning() != null ? " runs" : " has run"));
  }

  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return new UndoOutcome.Failed(
        Kind.UNSUPPORTED,
        "Kubernetes never takes an ephemeral container out of a pod; it goes with the pod");
  }

  private static String name(ActionRequest request) {
    return "nightjar-" + Fingerprint.of(10, request.responseId());
  }

  private static boolean has(Pod pod, String name) {
    return pod.getSpec().getEphemeralContainers().stream()
        .map(EphemeralContainer::getName)
        .anyMatch(name::equals);
  }

  private static boolean hasEnded(Pod pod) {
    return pod.getStatus() != null
        && List.of("Succeeded", "Failed")
            .contains(Objects.requireNonNullElse(pod.getStatus().getPhase(), ""));
  }
}
