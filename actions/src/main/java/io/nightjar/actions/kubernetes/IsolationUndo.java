package io.nightjar.actions.kubernetes;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.nightjar.actions.Outcome.Failed.Kind;
import io.nightjar.actions.PodTarget;
import io.nightjar.actions.UndoOutcome;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Takes one isolation back: labels first, then the policies, so that a crash in between leaves
 * policies that select nothing and the next run goes on from there. Of network plugins' policies
 * all are looked for, because the answer to one that was made may have been lost.
 */
final class IsolationUndo {
  private final ClusterObjects cluster;
  private final DenyForms forms;
  private final Quarantine quarantine;
  private final PodTarget target;
  private final IsolationState state;
  private final AllowList allow;
  private final boolean dryRun;

  /** Over all attempts. */
  private final Set<String> changes = new LinkedHashSet<>();

  IsolationUndo(
      ClusterObjects cluster,
      DenyForms forms,
      Quarantine quarantine,
      IsolationState state,
      boolean dryRun) {
    this.cluster = cluster;
    this.forms = forms;
    this.quarantine = quarantine;
    this.target = quarantine.pod();
    this.state = state;
    this.allow = quarantine.allow();
    this.dryRun = dryRun;
  }

  UndoOutcome run() {
    return ConflictRetry.undo(dryRun ? List.of() : changes, this::attempt);
  }

  private UndoOutcome attempt() {
    Optional<NetworkPolicy> policy =
        cluster.get(NetworkPolicy.class, target.namespace(), state.policy());
    Map<DenyForm, GenericKubernetesResource> beside = beside();
    return switch (cluster.find(Pod.class, target.namespace(), target.name(), state.uid())) {
      case Lookup.Found<Pod> found -> restore(found.object(), policy, beside);
      case Lookup.Gone<Pod> gone -> cleanUp(policy, beside);
      case Lookup.Another<Pod> replaced -> cleanUp(policy, beside);
    };
  }

  private Map<DenyForm, GenericKubernetesResource> beside() {
    Map<DenyForm, GenericKubernetesResource> beside = new EnumMap<>(DenyForm.class);
    // what may not be read could not be made either
    for (DenyForm form : unlessForbidden(forms::served, List.<DenyForm>of(), state.forms())) {
      boolean made = state.forms().contains(form);
      unlessForbidden(
              () -> forms.find(form, quarantine),
              Optional.<GenericKubernetesResource>empty(),
              made ? List.of(form) : List.of())
          .ifPresent(there -> beside.put(form, there));
    }
    return beside;
  }

  /**
   * @param made what is known to have been made: then being forbidden to look is a failure
   */
  private static <T> T unlessForbidden(Supplier<T> look, T otherwise, List<DenyForm> made) {
    try {
      return look.get();
    } catch (KubernetesClientException refused) {
      if (refused.getCode() == 403 && made.isEmpty()) {
        return otherwise;
      }
      throw refused;
    }
  }

  private UndoOutcome restore(
      Pod pod, Optional<NetworkPolicy> policy, Map<DenyForm, GenericKubernetesResource> beside) {
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
      state.forms().stream()
          .filter(form -> !beside.containsKey(form))
          .forEach(form -> difference.add(form.describe(quarantine.id()) + ": left, now absent"));
    }
    difference.addAll(policyDifference(policy, beside));
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
    remove(policy, beside);
    return concluded(target.describe() + " was restored before");
  }

  private UndoOutcome cleanUp(
      Optional<NetworkPolicy> policy, Map<DenyForm, GenericKubernetesResource> beside) {
    List<String> difference = policyDifference(policy, beside);
    if (!difference.isEmpty()) {
      return refused(difference);
    }
    changes.add(target.describe() + " is gone: no labels to restore");
    remove(policy, beside);
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

  private void remove(
      Optional<NetworkPolicy> policy, Map<DenyForm, GenericKubernetesResource> beside) {
    beside.forEach(
        (form, there) -> {
          forms.delete(form, there, dryRun);
          changes.add(form.describe(quarantine.id()) + " removed");
        });
    if (policy.isPresent()) {
      cluster.delete(policy.get(), dryRun);
      changes.add("NetworkPolicy " + policy.get().getMetadata().getName() + " removed");
    }
  }

  private UndoOutcome concluded(String nothingLeft) {
    UndoOutcome.Undone done =
        new UndoOutcome.Undone(changes.isEmpty() ? List.of(nothingLeft) : List.copyOf(changes));
    return dryRun ? DryRun.of(done) : done;
  }

  private List<String> policyDifference(
      Optional<NetworkPolicy> policy, Map<DenyForm, GenericKubernetesResource> beside) {
    List<String> difference = new ArrayList<>(policyDifference(policy));
    beside.forEach((form, there) -> difference.addAll(forms.difference(form, there, quarantine)));
    return difference;
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
