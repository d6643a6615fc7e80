package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.node.NullNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.Intents;
import io.nightjar.actions.Outcome;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes one pod away, by UID: the way it goes is the action's own, what is told of it is the same.
 * The server is asked for a dry run first, so that a refusal comes before anything has happened.
 */
final class PodRemoval {
  /** On the object that shows a static pod of a node. */
  static final String MIRROR = "kubernetes.io/config.mirror";

  static final String GRACE_SECONDS = "graceSeconds";
  private static final long LONGEST_GRACE = 3600;

  private final ClusterObjects cluster;
  private final String actionId;
  private final String done;
  private final Way way;
  private final NotedRemoval noted;

  /** How a pod is taken away; throws what the client throws. */
  interface Way {
    void take(Pod pod, @Nullable Long graceSeconds, boolean dryRun);
  }

  /**
   * @param done what happened, for people: {@code evicted}
   */
  PodRemoval(ClusterObjects cluster, String actionId, String done, Way way, Intents intents) {
    this.cluster = cluster;
    this.actionId = actionId;
    this.done = done;
    this.way = way;
    this.noted = new NotedRemoval(intents);
  }

  static Map<String, String> parameters() {
    return Map.of(
        GRACE_SECONDS, "seconds that its processes get to end; the pod's own time without it");
  }

  Outcome execute(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target)) {
      return WrongTarget.kind(actionId, request.target());
    }
    String grace = request.parameters().text(GRACE_SECONDS, "");
    if (!grace.matches("[0-9]{0,4}")
        || (!grace.isEmpty() && Long.parseLong(grace) > LONGEST_GRACE)) {
      return new Outcome.Failed(
          Kind.UNSUPPORTED, GRACE_SECONDS + " is a number from 0 to " + LONGEST_GRACE);
    }
    Long seconds = grace.isEmpty() ? null : Long.valueOf(grace);
    return ConflictRetry.execute(
        () ->
            switch (cluster.find(Pod.class, target.namespace(), target.name(), target.uid())) {
              case Lookup.Gone<Pod> gone -> new Outcome.NothingToDo(target.describe() + " is gone");
              case Lookup.Another<Pod> other ->
                  !request.dryRun() && noted.mayBeOurs(request.responseId())
                      ? new Outcome.NothingToDo(
                          target.describe() + " is gone, another has its name")
                      : WrongTarget.uid(target, target.uid(), other.uid());
              case Lookup.Found<Pod> found -> take(request, target, found.object(), seconds);
            });
  }

  private Outcome take(ActionRequest request, PodTarget target, Pod pod, @Nullable Long grace) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return new Outcome.NothingToDo(
          target.describe()
              + " is being deleted already, since "
              + pod.getMetadata().getDeletionTimestamp());
    }
    way.take(pod, grace, true);
    Outcome.Succeeded outcome =
        new Outcome.Succeeded(
            List.of(target.describe() + " " + done + words(grace)),
            NullNode.getInstance(),
            warnings(pod));
    if (request.dryRun()) {
      return DryRun.of(outcome);
    }
    noted.run(request.responseId(), () -> way.take(pod, grace, false));
    return verified(target, outcome);
  }

  /** That the pod went after this response had asked for it, and only the answer was lost. */
  Optional<Outcome.Succeeded> recover(ActionRequest request) {
    if (!(request.target() instanceof PodTarget target) || !noted.mayBeOurs(request.responseId())) {
      return Optional.empty();
    }
    String change = target.describe() + " " + done;
    return switch (cluster.find(Pod.class, target.namespace(), target.name(), target.uid())) {
      case Lookup.Gone<Pod> gone -> Optional.of(NotedRemoval.found(change, List.of()));
      case Lookup.Another<Pod> other -> Optional.of(NotedRemoval.found(change, List.of()));
      case Lookup.Found<Pod> found ->
          found.object().getMetadata().getDeletionTimestamp() == null
              ? Optional.empty()
              : Optional.of(NotedRemoval.found(change, warnings(found.object())));
    };
  }

  private static String words(@Nullable Long grace) {
    if (grace == null) {
      return "";
    }
    return grace == 0 ? ", its processes killed at once" : ", with " + grace + " s to end";
  }

  /** It must be gone, on its way, or replaced by a pod with another UID. */
  private Outcome verified(PodTarget target, Outcome.Succeeded outcome) {
    if (!(cluster.find(Pod.class, target.namespace(), target.name(), target.uid())
        instanceof Lookup.Found<Pod> still)) {
      return outcome;
    }
    Pod pod = still.object();
    if (pod.getMetadata().getDeletionTimestamp() == null) {
      return new Outcome.Failed(
          Kind.CONFLICT, "the API server agreed, but " + target.describe() + " is still there");
    }
    List<String> warnings = new ArrayList<>(outcome.warnings());
    if (!pod.getMetadata().getFinalizers().isEmpty()) {
      warnings.add(
          "its object stays until these finalizers are taken away: "
              + String.join(", ", pod.getMetadata().getFinalizers()));
    }
    return new Outcome.Succeeded(outcome.changes(), outcome.beforeState(), warnings);
  }

  private static List<String> warnings(Pod pod) {
    List<String> warnings = new ArrayList<>();
    warnings.add("its processes and the files of its containers are gone with it");
    if (ControllerRule.controller(pod).isEmpty()) {
      warnings.add("the pod has no controller: nothing replaces it");
    } else {
      ControllerRule.controller(pod)
          .ifPresent(
              owner ->
                  warnings.add(
                      owner.getKind()
                          + " "
                          + owner.getName()
                          + " replaces it from the same template: what let the attacker in may let"
                          + " them in again"));
    }
    if (pod.getMetadata().getAnnotations() != null
        && pod.getMetadata().getAnnotations().containsKey(MIRROR)) {
      warnings.add("it is a static pod: the node's own file starts it again at once");
    }
    return warnings;
  }
}
