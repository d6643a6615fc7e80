package io.nightjar.actions.kubernetes;

import io.fabric8.kubernetes.api.model.Namespace;
import io.nightjar.actions.ActionRequest;
import io.nightjar.actions.NamespaceTarget;
import io.nightjar.actions.Outcome;
import java.util.function.Function;

/** Lets an action work in a namespace only while it is the one that was meant. */
final class NamespaceGuard {
  private final ClusterObjects cluster;
  private final String actionId;

  NamespaceGuard(ClusterObjects cluster, String actionId) {
    this.cluster = cluster;
    this.actionId = actionId;
  }

  Outcome in(ActionRequest request, Function<NamespaceTarget, Outcome> work) {
    if (!(request.target() instanceof NamespaceTarget target)) {
      return WrongTarget.kind(actionId, request.target());
    }
    return ConflictRetry.execute(
        () ->
            switch (cluster.find(Namespace.class, "", target.name(), target.uid())) {
              case Lookup.Gone<Namespace> gone ->
                  new Outcome.NothingToDo(target.describe() + " is gone");
              case Lookup.Another<Namespace> other ->
                  WrongTarget.uid(target, target.uid(), other.uid());
              case Lookup.Found<Namespace> found ->
                  found.object().getMetadata().getDeletionTimestamp() == null
                      ? work.apply(target)
                      : new Outcome.NothingToDo(target.describe() + " is being deleted");
            });
  }
}
