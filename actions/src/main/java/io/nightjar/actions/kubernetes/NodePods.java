package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.NodeTarget;
import io.nightjar.actions.Parameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The pods of one node as a drain sees them, and what it does to them. */
final class NodePods {
  /** Whose pods keep the node and the cluster alive. */
  private static final Set<String> SYSTEM = Set.of("kube-system", "kube-public", "kube-node-lease");

  private final ClusterObjects cluster;
  private final NodeTarget target;
  private final boolean bareToo;
  private final @Nullable Long grace;

  NodePods(ClusterObjects cluster, NodeTarget target, Parameters parameters) {
    this.cluster = cluster;
    this.target = target;
    this.bareToo = parameters.text(DrainNode.BARE_PODS, "").equals("evict");
    this.grace =
        DrainNode.seconds(parameters, PodRemoval.GRACE_SECONDS, Duration.ofHours(1))
            .map(Duration::toSeconds)
            .orElse(null);
  }

  /**
   * What is on the node now.
   *
   * @param toGo not yet asked to go
   * @param going deleted, and not gone yet
   * @param staying with the reason, by name
   */
  record Look(List<Pod> toGo, List<Pod> going, Map<String, String> staying) {}

  Look look() {
    List<Pod> toGo = new ArrayList<>();
    List<Pod> going = new ArrayList<>();
    Map<String, String> staying = new TreeMap<>();
    for (Pod pod : cluster.podsOn(target.name())) {
      String why = whyItStays(pod);
      if (isOver(pod)) {
        continue;
      }
      if (why != null) {
        staying.put(name(pod), why);
      } else if (pod.getMetadata().getDeletionTimestamp() != null) {
        going.add(pod);
      } else {
        toGo.add(pod);
      }
    }
    return new Look(toGo, going, staying);
  }

  private @Nullable String whyItStays(Pod pod) {
    Map<String, String> annotations = pod.getMetadata().getAnnotations();
    Map<String, String> labels = pod.getMetadata().getLabels();
    if (annotations != null && annotations.containsKey(PodRemoval.MIRROR)) {
      return "static pods of the node stay";
    }
    Optional<OwnerReference> owner = ControllerRule.controller(pod);
    if (owner.isPresent() && owner.get().getKind().equals("DaemonSet")) {
      return "pods of DaemonSets stay";
    }
    if (SYSTEM.contains(pod.getMetadata().getNamespace())) {
      return "pods of the system stay";
    }
    if (labels != null && labels.containsKey(Marks.QUARANTINE)) {
      return "pods in quarantine stay, as evidence";
    }
    return owner.isEmpty() && !bareToo ? "nothing would replace them" : null;
  }

  private static boolean isOver(Pod pod) {
    String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
    return "Succeeded".equals(phase) || "Failed".equals(phase);
  }

  /**
   * What asking a pod to go came to.
   *
   * @param refusal why it does not go; empty when it does
   * @param mayGo whether it may go nonetheless: the next look tells
   */
  record Asked(Optional<String> refusal, boolean mayGo) {}

  Asked evict(Pod pod, boolean dryRun) {
    try {
      cluster.evict(pod, grace, dryRun);
      return new Asked(Optional.empty(), true);
    } catch (KubernetesClientException refused) {
      int code = refused.getCode();
      boolean answered = code >= 400 && code < 500;
      // gone, or its name now belongs to another pod
      boolean gone = code == 404 || code == 409;
      return new Asked(
          gone ? Optional.empty() : Optional.of(ClientFailure.of(refused).cause()), !answered);
    }
  }

  /** What a drain that was cut off has come to. */
  Drain.Result standing() {
    Look look = look();
    Map<String, String> left = new TreeMap<>();
    look.toGo().forEach(pod -> left.put(name(pod), "the drain was cut off before it went"));
    look.going().forEach(pod -> left.put(name(pod), "it is still ending"));
    return new Drain.Result(
        List.of(left.isEmpty() ? "drained" : "not drained whole"),
        Drain.warnings(left, look.staying()));
  }

  /** What a drain would do now. */
  Drain.Result tried() {
    Look look = look();
    Map<String, String> refused = new TreeMap<>();
    for (Pod pod : look.toGo()) {
      evict(pod, true).refusal().ifPresent(why -> refused.put(name(pod), why));
    }
    int allowed = look.toGo().size() - refused.size();
    return new Drain.Result(
        List.of("dry run: " + allowed + " of " + look.toGo().size() + " pods would go now"),
        Drain.warnings(refused, look.staying()));
  }

  /** Writes how far it is on the node, where people look; that it cannot is no reason to stop. */
  void note(@Nullable String progress) {
    try {
      if (cluster.find(Node.class, "", target.name(), target.uid())
          instanceof Lookup.Found<Node> found) {
        ObjectPatch patch = ObjectPatch.of(cluster.json(found.object()));
        if (progress == null) {
          patch.remove("metadata", "annotations", Marks.DRAIN_PROGRESS);
        } else {
          patch.set(progress, "metadata", "annotations", Marks.DRAIN_PROGRESS);
        }
        if (!patch.isEmpty()) {
          cluster.patch(found.object(), patch, false);
        }
      }
    } catch (KubernetesClientException later) {
      // the next look writes it, or the outcome says it
    }
  }

  static String name(Pod pod) {
    return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
  }
}
