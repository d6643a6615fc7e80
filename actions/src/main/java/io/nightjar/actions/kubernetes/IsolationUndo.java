package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes one isolation back: labels first, then the policy, so that a crash in between leaves a
 * policy that selects nothing and the next run goes on from there.
 */
final class IsolationUndo {
  private final ClusterObjects cluster;
  private final PodTarget target;
  private final IsolationState state;
  private final AllowList allow;
  private final boolean dryRun;

  /** Over all attempts. */
  private final Set<String> changes = new LinkedHashSet<>();

  IsolationUndo(
      ClusterObjects cluster,
      PodTarget target,
      IsolationState state,
      AllowList allow,
      boolean dryRun) {
    this.cluster = cluster;
    this.target = target;
    this.state = state;
    this.allow = allow;
    this.dryRun = dryRun;
  }

  UndoOutcome run() {
    return ConflictRetry.undo(dryRun ? List.of() : changes, this::attempt);
  }

  private UndoOutcome attempt() {
    Optional<NetworkPolicy> policy =
        cluster.get(NetworkPolicy.class, target.namespace(), state.policy());
    return switch (cluster.find(Pod.class, target.namespace(), target.name(), state.uid())) {
      case Lookup.Found<Pod> found -> restore(found.object(), policy);
      case Lookup.Gone<Pod> gone -> cleanUp(policy);
      case Lookup.Another<Pod> replaced -> cleanUp(policy);
    };
  }

  private UndoOutcome restore(Pod pod, Optional<NetworkPolicy> policy) {
    boolean labelsAreBack = LabelPlan.labels(pod).equals(state.labelsBefore());
    List<String> difference = new ArrayList<>();
    if (!labelsAreBack) {
      difference.addAll(
          Differences.between(
              "/metadata/labels",
              IsolationState.tree(state.labelsLeft()),
              IsolationState.tree(LabelPlan.labels(pod))));
      if (policy.isEmpty()) {
        difference.add("NetworkPolicy " + state.policy() + ": left, now absent");
      }
    }
    difference.addAll(policyDifference(policy));
    if (!difference.isEmpty()) {
      return refused(difference);
    }
    if (!labelsAreBack) {
      Pod restored = cluster.patch(pod, labelPatch(pod), dryRun);
      if (!LabelPlan.labels(restored).equals(state.labelsBefore())) {
        return new UndoOutcome.Failed(
            Kind.REFUSED,
            "the API server did not take the labels of " + target.describe() + " back");
      }
      changes.add("labels of " + target.describe() + " restored");
      if (ControllerRule.controller(pod).isEmpty()) {
        changes.add(
            "a controller that released it takes it back; having one pod too many then, it deletes"
                + " one of them, which may be this one");
      }
    }
    if (policy.isPresent() && labelsAreBack) {
      changes.add("labels of " + target.describe() + " restored");
    }
    policy.ifPresent(this::remove);
    return concluded(target.describe() + " was restored before");
  }

  private UndoOutcome cleanUp(Optional<NetworkPolicy> policy) {
    List<String> difference = policyDifference(policy);
    if (!difference.isEmpty()) {
      return refused(difference);
    }
    changes.add(target.describe() + " is gone: no labels to restore");
    policy.ifPresent(this::remove);
    return concluded(target.describe() + " is gone");
  }

  private ObjectPatch labelPatch(Pod pod) {
    ObjectPatch patch = ObjectPatch.of(cluster.json(pod));
    LabelPlan.labels(pod).keySet().stream()
        .filter(key -> !state.labelsBefore().containsKey(key))
        .forEach(key -> patch.remove("metadata", "labels", key));
    state.labelsBefore().forEach((key, value) -> patch.set(value, "metadata", "labels", key));
    String annotation = state.annotationBefore();
    return annotation == null
        ? patch.remove("metadata", "annotations", Marks.ISOLATION)
        : patch.set(annotation, "metadata", "annotations", Marks.ISOLATION);
  }

  private void remove(NetworkPolicy policy) {
    cluster.delete(policy, dryRun);
    changes.add("NetworkPolicy " + policy.getMetadata().getName() + " removed");
  }

  private UndoOutcome concluded(String nothingLeft) {
    UndoOutcome.Undone done =
        new UndoOutcome.Undone(changes.isEmpty() ? List.of(nothingLeft) : List.copyOf(changes));
    return dryRun ? DryRun.of(done) : done;
  }

  private List<String> policyDifference(Optional<NetworkPolicy> policy) {
    if (policy.isEmpty()
        || QuarantinePolicy.isIntact(policy.get(), QuarantinePolicy.id(state.uid()), allow)) {
      return List.of();
    }
    NetworkPolicy expected =
        QuarantinePolicy.build(target, QuarantinePolicy.id(state.uid()), "", allow);
    List<String> difference =
        Differences.between(
            "NetworkPolicy " + state.policy() + "/spec",
            cluster.json(expected).path("spec"),
            cluster.json(policy.get()).path("spec"));
    return difference.isEmpty()
        ? Differences.between(
            "NetworkPolicy", MissingNode.getInstance(), cluster.json(policy.get()))
        : difference;
  }

  private UndoOutcome refused(List<String> difference) {
    return new UndoOutcome.Refused(
        "the isolation of " + target.describe() + " is no longer as Nightjar left it", difference);
  }
}
