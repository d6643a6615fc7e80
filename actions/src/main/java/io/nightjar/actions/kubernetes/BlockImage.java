package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.nightjar.actions.Action;
import io.nightjar.actions.ActionDescriptor;
import io.nightjar.actions.ActionDescriptor.Permission;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code kubernetes:block-image}: the API server refuses every new pod of the namespace with an
 * image that this pod runs, by digest and by the reference that led to it.
 */
public final class BlockImage implements Action {
  public static final String ID = "kubernetes:block-image";

  static final String CONTAINER = "container";

  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  /** Nothing that could end a text in CEL. */
  private static final Pattern REFERENCE = Pattern.compile("[A-Za-z0-9._:/@+-]{1,600}");

  private static final ActionDescriptor DESCRIPTOR =
      new ActionDescriptor(
          ID,
          "Let no new pod of the namespace run the image of this one, by digest and by name",
          PodTarget.class,
          Map.of(CONTAINER, "only the image of this container; those of all without it"),
          true,
          false,
          true,
          Stream.concat(
                  Stream.of(
                      new Permission("", "pods", List.of("get")),
                      new Permission("", "namespaces", List.of("get"))),
                  AdmissionRule.PERMISSIONS.stream())
              .toList(),
          "D3-EAL");

  private final ClusterObjects cluster;

  public BlockImage(KubernetesClient client) {
    this.cluster = new ClusterObjects(client);
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
    return ConflictRetry.execute(
        () ->
            switch (cluster.find(Pod.class, target.namespace(), target.name(), target.uid())) {
              case Lookup.Gone<Pod> gone ->
                  new Outcome.NothingToDo(
                      target.describe() + " is gone, and which image it ran cannot be told");
              case Lookup.Another<Pod> other -> WrongTarget.uid(target, target.uid(), other.uid());
              case Lookup.Found<Pod> found ->
                  AdmissionRule.unsupported(cluster)
                      .orElseGet(() -> block(request, target, found.object()));
            });
  }

  private Outcome block(ActionRequest request, PodTarget target, Pod pod) {
    String container = request.parameters().text(CONTAINER, "");
    List<String> references = references(pod, container);
    if (references.isEmpty()) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, target.describe() + " has no container of that name");
    }
    if (references.stream().anyMatch(one -> !REFERENCE.matcher(one).matches())) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, "an image reference that cannot be put into a policy safely");
    }
    String warning =
        digests(pod, container).isEmpty()
            ? "no digest is known of it yet, so it is blocked by its name alone"
            : "the name is blocked too, because it may lead to the digest again: a repaired image"
                + " under the same name needs the undo";
    return own(request, target, pod)
        .make(String.join(", ", references) + " is blocked already", List.of(warning));
  }

  private static List<String> references(Pod pod, String container) {
    return Stream.concat(
            pod.getSpec().getContainers().stream(), pod.getSpec().getInitContainers().stream())
        .filter(one -> container.isEmpty() || one.getName().equals(container))
        .map(Container::getImage)
        .filter(Objects::nonNull)
        .distinct()
        .sorted()
        .toList();
  }

  private static List<String> digests(Pod pod, String container) {
    TreeSet<String> digests = new TreeSet<>();
    Stream.concat(
            pod.getStatus().getContainerStatuses().stream(),
            pod.getStatus().getInitContainerStatuses().stream())
        .filter(one -> container.isEmpty() || one.getName().equals(container))
        .map(ContainerStatus::getImageID)
        .filter(Objects::nonNull)
        .forEach(
            id -> {
              Matcher digest = DIGEST.matcher(id);
              if (digest.find()) {
                digests.add(digest.group());
              }
            });
    return List.copyOf(digests);
  }

  /** Named after the namespace and the images, so that two pods of one image meet in one policy. */
  private OwnObjects own(ActionRequest request, PodTarget target, Pod pod) {
    String container = request.parameters().text(CONTAINER, "");
    List<String> references = references(pod, container);
    List<String> digests = digests(pod, container);
    String namespace =
        cluster
            .get(Namespace.class, "", target.namespace())
            .map(one -> one.getMetadata().getUid())
            .orElse(target.namespace());
    AdmissionRule rule =
        new AdmissionRule(
            AdmissionRule.name(
                "block-image", namespace, String.join(",", references), String.join(",", digests)),
            List.of(
                new AdmissionRule.On(
                    List.of("CREATE", "UPDATE"), List.of("pods", "pods/ephemeralcontainers"))),
            PodExpressions.images(),
            PodExpressions.noneOf(references, digests),
            "nightjar: this image was used in an attack and is blocked in this namespace",
            KyvernoRule.noneOf(references, digests));
    return new OwnObjects(cluster, request, rule.objects(cluster, target.namespace()));
  }

  /** What was made is in the before-state: the pod may be gone by then. */
  @Override
  public UndoOutcome undo(ActionRequest request, JsonNode beforeState) {
    return request.target() instanceof PodTarget target
        ? ConflictRetry.undo(
            () -> new OwnObjects(cluster, request, shapes(target)).remove(beforeState))
        : WrongTarget.undoKind(ID, request.target());
  }

  @Override
  public Optional<Outcome.Succeeded> recover(ActionRequest request) {
    return request.target() instanceof PodTarget target
            && cluster.find(Pod.class, target.namespace(), target.name(), target.uid())
                instanceof Lookup.Found<Pod> found
        ? own(request, target, found.object()).recover()
        : Optional.empty();
  }

  /** Of which kinds the objects are; their names are in the before-state. */
  private static List<HasMetadata> shapes(PodTarget target) {
    return new AdmissionRule("any", List.of(), Map.of(), "true", "", List.of())
        .everyForm(target.namespace());
  }
}
